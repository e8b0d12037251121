"""The ports bound to their answers, once a process: low floors ask, high ones answer."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from uuid import UUID

import app.events.tasks
from app import features
from app.auth.principal import Principal
from app.celery.task import dead_letter_hooks
from app.dao.session import Reads
from app.features.accounts import service as accounts
from app.features.jobs import service as jobs

JOBS = app.events.tasks
"""Handling an event is a job itself; importing declares it."""


def declare_all() -> None:
    """Import every feature's tasks and handlers: what is published must know who listens."""
    for feature in iter_modules(features.__path__, f"{features.__name__}."):
        for room in ("tasks", "handlers"):
            if find_spec(f"{feature.name}.{room}"):
                import_module(f"{feature.name}.{room}")


async def load_principal(reads: Reads, session_id: UUID) -> Principal | None:
    """Answer `auth.PrincipalLoader` from the accounts feature."""
    return await accounts.load_principal(reads, session_id)


dead_letter_hooks.append(jobs.announce_dead)
declare_all()
