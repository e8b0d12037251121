import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from app.core.context import Actor, ActorKind, acting
from app.core.ids import new_id
from app.events.audit import AuditEntry, Target, record
from app.events.models import AuditRecord
from app.features.billing.audit import AuditAction as BillingAuditAction
from app.features.deployments.audit import AuditAction as DeploymentAuditAction


async def test_an_audit_record_names_actor_impersonator_address_and_reason(
    session: AsyncSession,
) -> None:
    staff, customer, target = new_id(), new_id(), Target("service", new_id())
    changes = {"hostname": ["blog", "shop"]}
    with acting(Actor(ActorKind.USER, customer, impersonator_id=staff), "request-1", "203.0.113.9"):
        await record(
            session,
            AuditEntry(DeploymentAuditAction.SERVICE_CHANGED, new_id(), target, changes, "asked"),
        )
    row = (await session.scalars(select(AuditRecord))).one()
    assert (row.action, row.reason, row.changes) == ("service.changed", "asked", changes)
    assert (row.actor_id, row.impersonator_id, row.ip) == (customer, staff, "203.0.113.9")
    assert (row.request_id, row.target_type, row.target_id) == ("request-1", "service", target.id)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_record SET reason = 'other'",
        "DELETE FROM audit_record",
        "TRUNCATE audit_record",
    ],
)
async def test_nobody_changes_what_was_recorded(session: AsyncSession, tampering: str) -> None:
    await record(session, AuditEntry(BillingAuditAction.BALANCE_ADJUSTED))
    with pytest.raises(DBAPIError, match="audit_append_only"):
        await session.execute(text(tampering))
