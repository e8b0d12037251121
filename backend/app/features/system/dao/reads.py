"""What the page of the installation asks of the database."""

from typing import Any

from asyncpg.exceptions import PostgresError

from app.core import json
from app.dao.session import Reads

_LARGEST = 10
_SLOWEST = 20
_OVERVIEW = """
    SELECT json_build_object(
        'postgresql', current_setting('server_version'),
        'dead_letters', (SELECT count(*) FROM (
            SELECT FROM job WHERE state = 'dead' LIMIT 50000) AS dead),
        'facts', (SELECT coalesce(json_object_agg(name, value || jsonb_build_object(
            'checked_at', checked_at)), '{}') FROM system_fact)
    )::text
"""
_RUNS = """
    SELECT coalesce(json_object_agg(name, json_build_object('started_at', started_at,
        'finished_at', finished_at, 'duration_seconds', milliseconds / 1000,
        'succeeded_at', succeeded_at, 'error', error)), '{}')::text
    FROM periodic_run
"""
_DATABASE = f"""
    SELECT json_build_object('size', pg_database_size(current_database()), 'tables', (
        SELECT coalesce(json_agg(one ORDER BY size DESC), '[]') FROM (
            SELECT relname AS name, pg_total_relation_size(oid) AS size,
                greatest(reltuples, 0)::bigint AS rows
            FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
            ORDER BY 2 DESC LIMIT {_LARGEST}
        ) AS one))::text
"""  # noqa: S608  a constant of this module
_STATEMENTS = f"""
    SELECT coalesce(json_agg(one), '[]')::text FROM (
        SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 400) AS query, calls,
            mean_exec_time AS mean_ms, total_exec_time AS total_ms
        FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        ORDER BY total_exec_time DESC LIMIT {_SLOWEST}
    ) AS one
"""  # noqa: S608  a constant of this module


async def overview(reads: Reads) -> dict[str, Any]:
    """Return `postgresql`, `dead_letters` and `facts` by name."""
    return dict(json.loads(await reads.fetch(_OVERVIEW) or "{}"))


async def periodic_runs(reads: Reads) -> dict[str, dict[str, Any]]:
    """Return the last run of each periodic task by its name."""
    return dict(json.loads(await reads.fetch(_RUNS) or "{}"))


async def database_size(reads: Reads) -> dict[str, Any]:
    """Return `size` and the largest `tables`."""
    return dict(json.loads(await reads.fetch(_DATABASE) or "{}"))


async def slow_statements(reads: Reads) -> list[dict[str, Any]] | None:
    """Return what took the most time in all; None where nobody counts it."""
    installed = "SELECT count(*)::text FROM pg_extension WHERE extname = 'pg_stat_statements'"
    if await reads.fetch(installed) == "0":
        return None
    try:
        return list(json.loads(await reads.fetch(_STATEMENTS) or "[]"))
    except PostgresError:  # it is installed, but the server was not started with it
        return None
