"""Use cases of consents: who accepted which version, from where, and when it is asked again."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.events.audit import AuditEntry, Target, record
from app.events.legal import ConsentGiven
from app.events.outbox import publish
from app.features.legal.audit import AuditAction
from app.features.legal.dao import LegalConsentDAO, LegalDocumentDAO
from app.features.legal.errors import ConsentRequiredError
from app.features.legal.schemas import ConsentRead, ConsentsRead
from app.features.legal.service.public import version_read
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings
from app.manifest import ErasedPerson


async def check_accepted(session: AsyncSession, document_ids: Collection[UUID]) -> list[UUID]:
    """Return the ids of the documents in force; raises ConsentRequiredError unless all are given.

    A version that is not in force any more does not stand for the one that is.
    """
    in_force = await LegalDocumentDAO(session).in_force()
    missing = [one.kind for one in in_force if one.id not in document_ids]
    if missing:
        raise ConsentRequiredError(kinds=missing)
    return [one.id for one in in_force]


async def note_accepted(
    session: AsyncSession, user_id: UUID, document_ids: Collection[UUID], ip: str
) -> None:
    """Record that the person accepted these versions; doing so twice changes nothing."""
    if not document_ids:
        return
    given = await LegalConsentDAO(session).give(user_id, document_ids, ip, clock.now())
    if not given:
        return
    ids = sorted(given)
    changes = {"documents": [str(one) for one in ids]}
    target = Target("user", user_id)
    await record(session, AuditEntry(AuditAction.CONSENT_GIVEN, target=target, changes=changes))
    await publish(session, ConsentGiven(user_id=user_id, document_ids=ids), account_id=None)


async def accept(
    session: AsyncSession, user_id: UUID, document_ids: Collection[UUID], ip: str
) -> ConsentsRead:
    """Record a consent of somebody signed in; raises ConsentRequiredError for what is outdated."""
    in_force = {one.id for one in await LegalDocumentDAO(session).in_force()}
    if not in_force.issuperset(document_ids):
        pending = await LegalDocumentDAO(session).pending(user_id)
        raise ConsentRequiredError(kinds=[one.kind for one in pending])
    await note_accepted(session, user_id, set(document_ids), ip)
    return await read_consents(session, user_id)


async def read_consents(session: AsyncSession, user_id: UUID) -> ConsentsRead:
    """Return what the person accepted and what they are asked to accept."""
    pending = await LegalDocumentDAO(session).pending(user_id)
    accepted = [
        ConsentRead(
            document_id=document.id,
            kind=document.kind,
            number=document.number,
            accepted_at=consent.accepted_at,
            ip=consent.ip,
        )
        for consent, document in await LegalConsentDAO(session).of_person(user_id)
    ]
    return ConsentsRead(pending=[version_read(one) for one in pending], accepted=accepted)


async def purge_addresses(session: AsyncSession) -> None:
    """Forget where consents came from after as many days as other addresses are kept."""
    days = (await settings.values(session, RetentionSettings)).address_log_days
    before = clock.now() - timedelta(days=days)
    gone = await LegalConsentDAO(session).blank_addresses(before)
    if gone:
        logger.info("forgot the addresses of {} consents given before {}", gone, before.date())


async def erase(session: AsyncSession, person: ErasedPerson) -> None:
    """Delete the consents: of somebody unknown they prove nothing."""
    await LegalConsentDAO(session).remove_all(person.user_id)
