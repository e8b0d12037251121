"""The reference load: 200 000 services in 100 accounts, one of them the demo customer's."""

import asyncio
from uuid import UUID

import asyncpg

SERVICES = 200_000
ACCOUNTS = 100
_CUSTOMER = """
    SELECT account_id FROM account_member JOIN "user" ON "user".id = user_id
    WHERE lower(email) = 'customer@example.com'
"""
_ACCOUNTS = """
    INSERT INTO account
    SELECT (jsonb_populate_record(account, jsonb_build_object('id', uuidv7()))).*
    FROM account CROSS JOIN generate_series(2, $2) WHERE id = $1
"""
_SERVICES = """
    INSERT INTO service (id, account_id, order_id, subscription_id, hostname, kind, status,
        plan_name, cpu_millis, memory_mb, disk_gb, image_slug, image_name, image_reference,
        amount, currency, period, node_name, address, stopped_before_suspend, repairs, created_at,
        changed_at)
    SELECT uuidv7(), owners.ids[1 + n % array_length(owners.ids, 1)], uuidv7(), uuidv7(),
        'web-' || n, 'container',
        (ARRAY['active','active','active','stopped','suspended'])[1 + (n / 100) % 5],
        'Base', 1000, 1024, 10, 'static-site', 'Static site', 'hostwright/static-site:1',
        39000, 'RUB', 'month', 'node-' || n % 20, 'http://203.0.113.' || n % 250 || ':8080',
        false, 0, now() - n * interval '1 minute', now()
    FROM generate_series(1, $1::int) n, (SELECT array_agg(id) AS ids FROM account) owners
"""

_INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index WHERE indrelid = 'service'::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_SETTLED = """
    SELECT relpages > 0 AND relallvisible > 0.99 * relpages FROM pg_class
    WHERE relname = 'service'
"""
_SETTLE_SECONDS = 300


async def _settle(connection: asyncpg.Connection) -> None:
    """Vacuum until every page is marked visible: a snapshot held elsewhere delays that."""
    async with asyncio.timeout(_SETTLE_SECONDS):
        while not await connection.fetchval(_SETTLED):
            await connection.execute("VACUUM ANALYZE")


async def _insert(connection: asyncpg.Connection, services: int) -> None:
    """Write the rows without the indexes, which are built after them: millions take minutes so."""
    indexes = await connection.fetch(_INDEXES)
    await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    await connection.execute(_SERVICES, services)
    for index in indexes:
        await connection.execute(index["definition"])


async def fill(dsn: str, services: int = SERVICES) -> UUID:
    """Write the reference load into a seeded database; return the demo customer's account."""
    connection = await asyncpg.connect(dsn)
    try:
        account = await connection.fetchval(_CUSTOMER)
        await connection.execute(_ACCOUNTS, account, ACCOUNTS)
        await _insert(connection, services)
        await _settle(connection)
    finally:
        await connection.close()
    assert isinstance(account, UUID)
    return account
