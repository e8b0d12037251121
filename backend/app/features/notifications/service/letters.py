"""Letters: written beside the fact they are about, sent by a durable job.

The row makes a letter unique per fact and person. SMTP cannot join our transaction: a worker that
dies between the server's 250 and our commit sends again, with the same Message-ID.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.enqueue import enqueue
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.dao.invariant import Invariant, invariants_of
from app.events.occurrence import occurrence
from app.features.notifications.dao import INVARIANTS, MailDAO
from app.features.notifications.models import Mail, MailState, Template
from app.features.notifications.providers.message import Envelope, message, message_id
from app.features.notifications.providers.rendering import render
from app.features.notifications.providers.smtp import RecipientRefusedError, deliver
from app.features.users import service as users
from app.features.users.schemas import Contact

SEND = "mail.send"


async def write(
    session: AsyncSession, template: Template, people: Sequence[Contact], params: dict[str, Any]
) -> None:
    """Write a letter to each of these people about the fact being handled; a repeat writes none.

    `params` are plain JSON and hold no secret: they are stored.
    """
    sender = get_settings().smtp_from
    letters = []
    for person in people:
        mail_id = new_id()
        letters.append(
            Mail(
                id=mail_id,
                event_id=occurrence().event_id,
                template=template,
                user_id=person.user_id,
                recipient=person.email,
                name=person.name,
                locale=person.locale,
                time_zone=person.time_zone,
                params=params,
                message_id=message_id(mail_id, sender),
            )
        )
    for mail_id in await MailDAO(session).write(letters) if letters else ():
        await enqueue(session, SEND, key=f"mail:{mail_id}", mail_id=mail_id)


async def send(session: AsyncSession, mail_id: UUID) -> None:
    """Render and send a letter; one that was sent is left alone.

    Raises RecipientRefusedError where trying again is useless, SMTPException or OSError otherwise.
    """
    mail = await MailDAO(session).lock(mail_id)
    if mail.state is MailState.SENT:
        return
    settings = get_settings()
    params = mail.params | _shared(mail, settings) | await _secrets(session, mail)
    letter = render(mail.template, mail.locale, mail.time_zone, params)
    envelope = Envelope(
        sender=settings.smtp_from,
        recipient=mail.recipient,
        message_id=mail.message_id,
        written_at=mail.created_at,
        locale=mail.locale,
    )
    try:
        written = message(letter, envelope)
    except ValueError as flaw:
        raise RecipientRefusedError(str(flaw)) from flaw
    await deliver(settings, written)
    mail.state, mail.sent_at, mail.error = MailState.SENT, clock.now(), None
    await session.flush()


def _shared(mail: Mail, settings: Settings) -> dict[str, Any]:
    return {
        "name": mail.name,
        "company": settings.company_name,
        "public_url": settings.public_url.rstrip("/"),
    }


async def _secrets(session: AsyncSession, mail: Mail) -> dict[str, Any]:
    """Make what must be stored nowhere; a proof goes only to the address it proves."""
    if mail.template is not Template.VERIFICATION:
        return {}
    proof = await users.issue_verification(session, mail.user_id)
    mail.recipient = proof.email
    return {"link_token": proof.link_token, "verification_code": proof.code}


async def give_up(session: AsyncSession, job_id: UUID, task: str, error: str) -> None:
    """Note at the letter that its job is dead; other jobs are none of ours."""
    if task == SEND:
        job = await JobDAO(session).get(job_id)
        await MailDAO(session).give_up(UUID(job.payload["mail_id"]), error)


def invariants() -> list[Invariant]:
    """Return what must always be true of letters."""
    return invariants_of(INVARIANTS)
