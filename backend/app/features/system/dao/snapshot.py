"""Gauges that only the database knows, all of them in one statement.

It reads what indexes hold for work that is open, and small tables. Services are counted to
`_EXACT` rows; beyond, the planner's own statistics say how they are distributed.
"""

from collections.abc import Mapping

from app.core import json
from app.core.metrics import Sample
from app.dao.session import Reads

_EXACT = 200_000
_OPEN_JOBS = 50_000

GAUGES: Mapping[str, str] = {
    "hostwright_queue_jobs": "Jobs that are due and not taken, by queue (counted to 50 000).",
    "hostwright_queue_scheduled": "Jobs that are due later, by queue (counted to 50 000).",
    "hostwright_queue_running": "Jobs whose lease runs, by queue.",
    "hostwright_queue_expired_leases": "Jobs whose worker is silent, by queue.",
    "hostwright_queue_oldest_seconds": "How long the oldest due job has waited, by queue.",
    "hostwright_dead_letters": "Jobs that gave up, by task.",
    "hostwright_periodic_last_run_seconds": "When the last run of a periodic task ended (Unix).",
    "hostwright_periodic_last_success_seconds": "When its last run without an error ended (Unix).",
    "hostwright_periodic_every_seconds": "Seconds between runs of a periodic task.",
    "hostwright_periodic_last_duration_seconds": "How long its last run took.",
    "hostwright_scheduler_lag_seconds": "By how much the most overdue periodic task is late.",
    "hostwright_outbox_unplaced": "Events that no reader was told of yet.",
    "hostwright_outbox_oldest_seconds": "How long the oldest of them has waited.",
    "hostwright_payments_open_unknown": "Payments whose outcome nobody knows yet, by provider.",
    "hostwright_mails_unsent": "E-mails by what keeps them: pending or failed.",
    "hostwright_services": "Services by state (beyond 200 000 an estimate).",
    "hostwright_nodes": "Nodes by state.",
    "hostwright_operations_failed_last_hour": "Operations on services that failed, by kind.",
    "hostwright_backup_last_success_seconds": "When the last verified backup ended (Unix).",
    "hostwright_backup_failed": "1 where the last backup that ended failed.",
    "hostwright_database_bytes": "Size of the database.",
    "hostwright_certificate_expires_seconds": "When the panel's certificate ends (Unix).",
    "hostwright_files_total_bytes": "Size of the disk that files are kept on.",
    "hostwright_files_free_bytes": "What is free on it.",
}

_SNAPSHOT = f"""
    WITH open AS (
        SELECT queue, state, run_at, lease_until FROM job
        WHERE state IN ('pending', 'leased') ORDER BY run_at LIMIT {_OPEN_JOBS}
    ), queues AS (
        SELECT queue,
            count(*) FILTER (WHERE state = 'pending' AND run_at <= now()) AS due,
            count(*) FILTER (WHERE state = 'pending' AND run_at > now()) AS later,
            count(*) FILTER (WHERE state = 'leased' AND lease_until >= now()) AS running,
            count(*) FILTER (WHERE state = 'leased' AND lease_until < now()) AS expired,
            coalesce(extract(epoch FROM now() - min(run_at)
                FILTER (WHERE state = 'pending' AND run_at <= now())), 0) AS oldest
        FROM unnest($1::text[]) AS queue LEFT JOIN open USING (queue) GROUP BY queue
    ), outbox AS (
        SELECT count(*) AS rows, coalesce(extract(epoch FROM now() - min(occurred_at)), 0) AS oldest
        FROM (SELECT occurred_at FROM event WHERE position IS NULL LIMIT {_OPEN_JOBS}) AS unplaced
    ), few AS (
        SELECT (SELECT reltuples FROM pg_class WHERE oid = 'service'::regclass) < {_EXACT} AS yes
    ), services AS (
        SELECT status::text AS state, count(*)::float8 AS rows FROM service
        WHERE (SELECT yes FROM few) GROUP BY status
        UNION ALL
        SELECT state, share * (SELECT reltuples FROM pg_class WHERE oid = 'service'::regclass)
        FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS s (state, share)
        WHERE schemaname = current_schema() AND tablename = 'service' AND attname = 'status'
            AND NOT (SELECT yes FROM few)
    ), found (name, labels, value) AS (
        SELECT unnest(ARRAY['hostwright_queue_jobs', 'hostwright_queue_scheduled',
                'hostwright_queue_running', 'hostwright_queue_expired_leases',
                'hostwright_queue_oldest_seconds']),
            jsonb_build_object('queue', queue),
            unnest(ARRAY[due, later, running, expired, oldest]::float8[])
        FROM queues
        UNION ALL
        SELECT 'hostwright_dead_letters', jsonb_build_object('task', task), count(*)
        FROM (SELECT task FROM job WHERE state = 'dead' LIMIT {_OPEN_JOBS}) AS dead GROUP BY task
        UNION ALL
        SELECT unnest(ARRAY['hostwright_periodic_last_run_seconds',
                'hostwright_periodic_last_success_seconds', 'hostwright_periodic_every_seconds',
                'hostwright_periodic_last_duration_seconds']),
            jsonb_build_object('task', name),
            unnest(ARRAY[extract(epoch FROM finished_at),
                coalesce(extract(epoch FROM succeeded_at), 0), every,
                milliseconds / 1000]::float8[])
        FROM periodic_run WHERE name = ANY($2::text[])
        UNION ALL
        SELECT 'hostwright_scheduler_lag_seconds', '{{}}',
            coalesce(max(extract(epoch FROM now() - started_at) - every), 0)
        FROM periodic_run WHERE name = ANY($2::text[])
        UNION ALL
        SELECT unnest(ARRAY['hostwright_outbox_unplaced', 'hostwright_outbox_oldest_seconds']),
            '{{}}'::jsonb, unnest(ARRAY[rows, oldest]::float8[])
        FROM outbox
        UNION ALL
        SELECT 'hostwright_payments_open_unknown', jsonb_build_object('provider', provider),
            count(*)
        FROM payment WHERE status = 'unknown' GROUP BY provider
        UNION ALL
        SELECT 'hostwright_mails_unsent', jsonb_build_object('state', state), count(*)
        FROM mail WHERE state <> 'sent' GROUP BY state
        UNION ALL
        SELECT 'hostwright_services', jsonb_build_object('state', state), rows FROM services
        UNION ALL
        SELECT 'hostwright_nodes', jsonb_build_object('state', state), count(*)
        FROM node GROUP BY state
        UNION ALL
        SELECT 'hostwright_operations_failed_last_hour', jsonb_build_object('kind', kind), count(*)
        FROM operation WHERE state = 'failed' AND created_at > now() - interval '1 hour'
        GROUP BY kind
        UNION ALL
        SELECT 'hostwright_certificate_expires_seconds', '{{}}',
            extract(epoch FROM (value->>'expires_at')::timestamptz)
        FROM system_fact WHERE name = 'certificate' AND value ? 'expires_at'
        UNION ALL
        SELECT unnest(ARRAY['hostwright_files_total_bytes', 'hostwright_files_free_bytes']),
            '{{}}'::jsonb, unnest(ARRAY[value->>'total', value->>'free']::float8[])
        FROM system_fact WHERE name = 'disk' AND value ? 'total'
        UNION ALL
        SELECT 'hostwright_backup_last_success_seconds', '{{}}', extract(epoch FROM verified_at)
        FROM (SELECT max(verified_at) AS verified_at FROM backup WHERE state = 'done') AS kept
        WHERE verified_at IS NOT NULL
        UNION ALL
        (SELECT 'hostwright_backup_failed', '{{}}'::jsonb, (state = 'failed')::integer
        FROM backup WHERE state IN ('done', 'failed') ORDER BY created_at DESC, id DESC LIMIT 1)
        UNION ALL
        SELECT 'hostwright_database_bytes', '{{}}', pg_database_size(current_database())
    )
    SELECT coalesce(json_agg(json_build_array(name, labels, value)), '[]')::text FROM found
"""  # noqa: S608  constants of this module


async def snapshot(reads: Reads, queues: list[str], ticks: list[str]) -> list[Sample]:
    """Return every gauge as it is now; queues without jobs have zeros."""
    found = await reads.fetch(_SNAPSHOT, queues, ticks)
    return [Sample(name, labels, value) for name, labels, value in json.loads(found or "[]")]
