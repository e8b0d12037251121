"""Who signs in: the demo customer, and people who share its hash."""

import asyncpg

CUSTOMER = "customer@example.com"
_MORE = """
    INSERT INTO "user"
    SELECT (jsonb_populate_record(one, jsonb_build_object(
        'id', uuidv7(), 'email', 'person-' || n || '@example.com'))).*
    FROM "user" one CROSS JOIN generate_series(0, $2) n WHERE email = $1
"""


def form_of(address: str) -> dict[str, str]:
    """Return what the person at this address sends to sign in."""
    return {"grant_type": "password", "username": address, "password": "hostwright-demo"}


async def people(dsn: str, count: int) -> list[str]:
    """Make people like the demo customer; return their addresses."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_MORE, CUSTOMER, count - 1)
    finally:
        await connection.close()
    return [f"person-{number}@example.com" for number in range(count)]
