"""Letters: written beside the event they are about, sent by a durable job after that's commit.

The row makes a letter unique per event and person. Whatever a letter says is true before it leaves:
the proof of an address is committed, sealed, with the row. SMTP cannot join our transaction: a
worker that dies between the server's 250 and our commit sends again, with the same Message-ID.
"""

from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.enqueue import enqueue
from app.core import clock, json
from app.core.crypto import seal, unseal
from app.core.ids import new_id
from app.core.settings import Settings, get_settings
from app.events.context import event_context
from app.features.accounts import service as accounts
from app.features.notifications.dao import MailDAO
from app.features.notifications.models import Mail, MailState, Template
from app.features.notifications.providers.message import Envelope, message, message_id
from app.features.notifications.providers.rendering import render
from app.features.notifications.providers.smtp import RecipientRefusedError, deliver
from app.features.notifications.schemas import Addressee
from app.features.privacy import service as privacy
from app.features.privacy.schemas import Erased
from app.features.users import service as users
from app.features.users.schemas.people import Contact

SEND = "mail.send"
KEPT = timedelta(days=90)
_PROOFS = {
    Template.VERIFICATION: users.CodePurpose.VERIFY_EMAIL,
    Template.PASSWORD_RESET: users.CodePurpose.RESET_PASSWORD,
    Template.EMAIL_CHANGE: users.CodePurpose.CHANGE_EMAIL,
}
_VOID = "not sent: its proof was replaced by a newer one, or is not needed any more"
_UNSAID = "the mail server did not take it"
# More than the tries of `mail.send` take: a proof must not run out before its letter left.
_ON_ITS_WAY = timedelta(hours=24)


async def write(
    session: AsyncSession,
    template: Template,
    people: Sequence[Contact | Addressee],
    params: dict[str, Any],
    secrets: dict[str, str] | None = None,
) -> None:
    """Write a letter to each of these people about the event being handled; a repeat writes none.

    `params` are plain JSON, stored as they are; `secrets` are stored sealed, among them, as
    `recipient`, an address that must not stay. Who was forgotten gets none.
    """
    sender = get_settings().smtp_from
    letters = []
    for person in people:
        if users.is_erased_address(person.email) and not secrets:
            continue
        mail_id = new_id()
        letters.append(
            Mail(
                id=mail_id,
                event_id=event_context().event_id,
                template=template,
                user_id=person.user_id,
                recipient=person.email,
                name=person.name,
                locale=person.locale,
                time_zone=person.time_zone,
                params=params,
                sealed=seal(_secret_key(), json.dumps(secrets)) if secrets else None,
                message_id=message_id(mail_id, sender),
            )
        )
    for mail_id in await MailDAO(session).write(letters) if letters else ():
        if template in _PROOFS:
            await _seal_proof(session, mail_id)
        await enqueue(session, SEND, key=f"mail:{mail_id}", mail_id=mail_id)


async def _seal_proof(session: AsyncSession, mail_id: UUID) -> None:
    """Give a new letter a proof; only for one that was written, or an older one would be void."""
    mail = await MailDAO(session).get(mail_id)
    purpose, whose = _PROOFS[mail.template], mail.user_id
    proof = await users.issue_proof(session, whose, purpose, wait=_ON_ITS_WAY) if whose else None
    if proof is None:  # withdrawn meanwhile: the letter will not be sent
        return
    secrets = {"link_token": proof.link_token, "verification_code": proof.code}
    mail.sealed = seal(_secret_key(), json.dumps(secrets))
    await session.flush()


def _secret_key() -> str:
    return get_settings().secret_key.get_secret_value()


async def send(session: AsyncSession, mail_id: UUID) -> None:
    """Render and send a letter; one that was sent, or whose proof is void by now, is left alone.

    Raises RecipientRefusedError where trying again is useless, SMTPException or OSError otherwise.
    """
    mail = await MailDAO(session).lock(mail_id)
    if mail.state is MailState.SENT:
        return
    secrets = _unsealed(mail)
    token, recipient = secrets.get("link_token", ""), secrets.get("recipient", mail.recipient)
    if users.is_erased_address(recipient) or await _is_void(session, mail, token):
        mail.state, mail.error, mail.sealed = MailState.FAILED, _VOID, None
        await session.flush()
        return
    settings = get_settings()
    params = mail.params | _shared(mail, settings) | secrets
    letter = render(mail.template, mail.locale, mail.time_zone, params)
    envelope = Envelope(
        sender=settings.smtp_from,
        recipient=recipient,
        message_id=mail.message_id,
        written_at=mail.created_at,
        locale=mail.locale,
    )
    try:
        written = message(letter, envelope)
    except ValueError as flaw:
        raise RecipientRefusedError(str(flaw)) from flaw
    await _hand_over(settings, written, known=recipient == mail.recipient)
    # After the delivery: until then no row of the proof is locked, so it can be used at once.
    if mail.template in _PROOFS:
        await users.proof_mailed(session, token)
    mail.state, mail.sent_at, mail.error, mail.sealed = MailState.SENT, clock.now(), None, None
    await session.flush()


async def _hand_over(settings: Settings, written: EmailMessage, *, known: bool) -> None:
    """Deliver a letter; where its address must not stay, no error repeats what the server said."""
    try:
        await deliver(settings, written)
    except Exception as error:
        if known:
            raise
        refused = isinstance(error, RecipientRefusedError)
        raise (RecipientRefusedError if refused else OSError)(_UNSAID) from None


async def _is_void(session: AsyncSession, mail: Mail, token: str) -> bool:
    """Tell whether what the letter's link is for cannot be done any more."""
    if mail.template in _PROOFS:
        return not await users.proof_counts(session, token)
    if mail.template is Template.INVITATION:
        return not await accounts.invitation_counts(session, token)
    if mail.template is Template.DATA_EXPORT:
        return not await privacy.export_counts(session, token)
    return False


def _shared(mail: Mail, settings: Settings) -> dict[str, Any]:
    return {
        "name": mail.name,
        "company": settings.company_name,
        "public_url": settings.public_url.rstrip("/"),
    }


def _unsealed(mail: Mail) -> dict[str, str]:
    if mail.sealed is None:
        return {}
    opened: dict[str, str] = json.loads(unseal(_secret_key(), mail.sealed))
    return opened


async def forget(session: AsyncSession, person: Erased) -> None:
    """Forget whom a person's letters went to and what they said; none that waits will be sent.

    In other people's letters the names of the person and of their accounts are blanked.
    """
    mails = MailDAO(session)
    await mails.forget(person.user_id, person.email, users.erased_address(person.user_id))
    await mails.blank_names([person.name, *person.account_names])


async def prune(session: AsyncSession) -> None:
    """Forget the letters of three months ago."""
    await MailDAO(session).prune(clock.now() - KEPT)


async def give_up(session: AsyncSession, job_id: UUID, task: str, error: str) -> None:
    """Note at the letter that its job is dead; other jobs are none of ours."""
    if task == SEND:
        job = await JobDAO(session).get(job_id)
        await MailDAO(session).give_up(UUID(job.payload["mail_id"]), error)
