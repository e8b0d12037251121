"""The audit: one append-only row for every privileged, money or security act.

Unlike an event it has no consumers and is never told to customers' programs; unlike a log line it
commits, or does not, with what was done.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock, context
from app.events.dao import AuditDAO


class BaseAuditAction(StrEnum):
    """An act, `<noun>.<past verb>`; every feature declares its own in `audit.py`."""


class RequestAuditAction(BaseAuditAction):
    """Acts that the web kit records for all features."""

    ACTED_AS_CUSTOMER = "impersonation.acted"


def audit_actions() -> set[str]:
    """Return every act that the imported features declare."""
    return {action.value for kind in BaseAuditAction.__subclasses__() for action in kind}


@dataclass(frozen=True, slots=True)
class Target:
    """What was acted on: `type` is the API's word for it."""

    type: str
    id: UUID


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act and what it touched.

    `account_id` is whose members may read of it; None for what only staff may see. `changes` maps
    a field to `[before, after]` or to a plain value; no secret is ever among them.
    """

    action: BaseAuditAction
    account_id: UUID | None = None
    target: Target | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


async def record(session: AsyncSession, entry: AuditEntry) -> None:
    """Write an entry beside its effect, with the actor, address and request of the context."""
    acting = context.current()
    await AuditDAO(session).put(
        {
            "action": entry.action,
            "account_id": entry.account_id,
            "actor_kind": acting.actor.kind,
            "actor_id": acting.actor.id,
            "impersonator_id": acting.actor.impersonator_id,
            "ip": acting.ip,
            "request_id": acting.request_id,
            "target_type": entry.target.type if entry.target else None,
            "target_id": entry.target.id if entry.target else None,
            "changes": entry.changes,
            "reason": entry.reason,
            "at": clock.now(),
        }
    )
