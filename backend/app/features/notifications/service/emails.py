"""E-mails: rows written beside the event they are about, each sent by a durable job after it.

The row makes an e-mail unique per event and person. What an e-mail says is true before it leaves:
the proof of an address is committed, sealed, with the row. It is sent with no transaction open: a
worker that dies between the server's 250 and our commit sends again, with the same Message-ID.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.dao import JobDAO
from app.celery.enqueue import enqueue
from app.core import clock, json
from app.core.crypto import seal, unseal
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings, get_settings
from app.core.smtp import RecipientRefusedError, deliver
from app.events.context import event_context
from app.features.brand import service as brand
from app.features.notifications.dao.mails import MailDAO, MailFailureDAO
from app.features.notifications.dao.templates import MailTemplateDAO
from app.features.notifications.models import Mail, MailFailure, MailState
from app.features.notifications.providers.look import Look, look_of
from app.features.notifications.providers.message import Envelope, message, message_id
from app.features.notifications.providers.rendering import (
    BrokenSourceError,
    Rendered,
    Source,
    render,
    render_own,
    render_without_secrets,
)
from app.features.notifications.service import broken
from app.features.privacy.schemas import Erased
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings
from app.features.users import service as users
from app.manifest import (
    Content,
    MailGroup,
    Recipient,
    SecretLink,
    mail_templates,
    notification_rules,
)

SEND = "mail.send"
_VOID = "not sent: its proof was replaced by a newer one, or is not needed any more"
_REFUSED = "the mail server did not take it"
_LONGEST = 2000
_SHARED = {"name", "company", "public_url"}


async def write(
    session: AsyncSession, template: str, people: Sequence[Recipient], content: Content
) -> None:
    """Write an e-mail to each of these people about the event being handled; a repeat writes none.

    Secrets are stored sealed, among them, as `recipient`, an address that must not stay. Who was
    erased gets none.
    """
    told = [one for one in people if content.secrets or not users.is_erased_address(one.email)]
    customers = await _customers(session, template, told)
    emails = [_email(template, person, content, customers.get(person.user_id)) for person in told]
    for mail_id in await MailDAO(session).write(emails) if emails else ():
        await hand_over(session, mail_id)


async def hand_over(session: AsyncSession, mail_id: UUID) -> None:
    """Give an e-mail that was just written its link and its job."""
    await _issue_secrets(session, mail_id)
    await enqueue(session, SEND, key=job_key(mail_id), mail_id=mail_id)


def job_key(mail_id: UUID) -> str:
    """Return the key of the one job that sends an e-mail."""
    return f"mail:{mail_id}"


async def _customers(
    session: AsyncSession, template: str, people: Sequence[Recipient]
) -> Mapping[UUID | None, UUID]:
    """Return, by person, the customer an e-mail is about: the event's, or the account they own."""
    if mail_templates()[template].group is MailGroup.STAFF:
        return {}
    account_id = event_context().account_id
    if account_id is not None:
        return {one.user_id: account_id for one in people}
    return await MailDAO(session).owned_accounts([one.user_id for one in people if one.user_id])


def _email(template: str, person: Recipient, content: Content, account_id: UUID | None) -> Mail:
    mail_id = new_id()
    secrets = dict(content.secrets)
    return Mail(
        id=mail_id,
        event_id=event_context().event_id,
        template=template,
        account_id=account_id,
        user_id=person.user_id,
        recipient=person.email,
        name=person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        params=dict(content.params),
        sealed=seal(_secret_key(), json.dumps(secrets)) if secrets else None,
        message_id=message_id(mail_id, get_settings().smtp_from),
    )


async def _issue_secrets(session: AsyncSession, mail_id: UUID) -> None:
    """Give a new e-mail its link; only one that was written, or an older one would be void."""
    mail = await MailDAO(session).get(mail_id)
    link = link_of(mail)
    if link is None or link.issue is None or mail.user_id is None:
        return
    secrets = await link.issue(session, mail.user_id)
    if secrets is None:  # withdrawn meanwhile: the e-mail will not be sent
        return
    mail.sealed = seal(_secret_key(), json.dumps(dict(secrets)))
    await session.flush()


def link_of(mail: Mail) -> SecretLink | None:
    """Return what the one-time link of an e-mail is; None where it has none."""
    rule = notification_rules().get(mail.template)
    return rule.link if rule else None


def _secret_key() -> str:
    return get_settings().secret_key.get_secret_value()


@dataclass(frozen=True, slots=True)
class OwnSource:
    """A template that staff wrote, and which version of it."""

    version_id: UUID
    source: Source


@dataclass(frozen=True, slots=True)
class Delivery:
    """An e-mail on its way: all that is needed to send it and to note that it was sent.

    `recipient_stays` is False where its address must not be kept, so that no error may repeat it.
    """

    mail_id: UUID
    template: str
    locale: Locale
    time_zone: str
    params: Mapping[str, Any] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    envelope: Envelope
    link: SecretLink | None
    link_token: str = field(repr=False)
    recipient_stays: bool
    server: Settings = field(repr=False)
    look: Look
    own: OwnSource | None
    """What staff say instead of the default."""


async def begin_delivery(session: AsyncSession, mail_id: UUID) -> Delivery | None:
    """Return an e-mail to send; None where it was sent, or where its proof is void by now."""
    mail = await MailDAO(session).lock(mail_id)
    if mail.state is MailState.SENT:
        return None
    secrets, link = _unsealed(mail), link_of(mail)
    token, recipient = secrets.get("link_token", ""), secrets.get("recipient", mail.recipient)
    if users.is_erased_address(recipient) or await _is_void(session, link, token):
        mail.state, mail.error, mail.sealed = MailState.FAILED, _VOID, None
        await session.flush()
        return None
    server = await settings.overlaid(session, get_settings())
    shown = await brand.read(session)
    return Delivery(
        mail_id=mail.id,
        template=mail.template,
        locale=mail.locale,
        time_zone=mail.time_zone,
        params=mail.params | shared_params(mail, server, shown.name),
        secrets=secrets,
        envelope=Envelope(
            sender=server.smtp_from,
            recipient=recipient,
            message_id=mail.message_id,
            written_at=mail.created_at,
            locale=mail.locale,
        ),
        link=link,
        link_token=token,
        recipient_stays=recipient == mail.recipient,
        server=server,
        look=look_of(shown, server.public_url),
        own=await _own_source(session, mail),
    )


async def _own_source(session: AsyncSession, mail: Mail) -> OwnSource | None:
    row = await MailTemplateDAO(session).current(mail.template, mail.locale)
    if row is None or row.subject is None or row.body is None:
        return None
    return OwnSource(row.id, Source(row.subject, row.body))


def rendered_of(delivery: Delivery) -> tuple[Rendered, str]:
    """Return the e-mail, and why it is not as staff wrote it; empty where it is."""
    declared = mail_templates()[delivery.template]
    params = {**delivery.params, **delivery.secrets}
    what = (declared, delivery.locale, delivery.time_zone, params)
    if delivery.own is None:
        return render(*what, delivery.look), ""
    try:
        return render_own(*what, delivery.own.source, delivery.look), ""
    except BrokenSourceError as broken_source:
        return render(*what, delivery.look), str(broken_source)


@dataclass(frozen=True, slots=True)
class Sent:
    """What left: why its template could not be used (empty where it was), and its words."""

    failure: str
    words: tuple[str, str] | None


async def send(delivery: Delivery) -> Sent:
    """Render and send an e-mail; no transaction is open, so its proof can be used on arrival.

    Raises RecipientRefusedError where trying again is useless, SMTPException or OSError otherwise.
    """
    rendered, failure = rendered_of(delivery)
    try:
        written = message(rendered, delivery.envelope)
    except ValueError as flaw:
        raise RecipientRefusedError(str(flaw)) from flaw
    try:
        await deliver(delivery.server, written)
    except Exception as error:
        if delivery.recipient_stays:
            raise
        refused = isinstance(error, RecipientRefusedError)
        raise (RecipientRefusedError if refused else OSError)(_REFUSED) from None
    source = delivery.own.source if delivery.own and not failure else None
    whom = (delivery.template, delivery.locale, delivery.time_zone)
    return Sent(failure, words(*whom, delivery.params, source))


def words(
    template: str, locale: Locale, time_zone: str, params: Mapping[str, Any], source: Source | None
) -> tuple[str, str] | None:
    """Return the subject and text of an e-mail as staff may read them; None where that fails.

    What opens anything is not among the params, so it cannot stand in them.
    """
    declared = mail_templates().get(template)
    if declared is None:
        return None
    try:
        return render_without_secrets(declared, locale, time_zone, params, source)
    except Exception as error:  # noqa: BLE001  an e-mail that left must not be sent again for its copy
        logger.warning("no copy of an e-mail {} ({}): {}", template, locale, type(error).__name__)
        return None


async def words_now(session: AsyncSession, mail: Mail) -> tuple[str, str] | None:
    """Return what `words` of an e-mail would be if it were sent now."""
    server = await settings.overlaid(session, get_settings())
    own = await _own_source(session, mail)
    params = mail.params | shared_params(mail, server, await brand.name(session))
    whom = (mail.template, mail.locale, mail.time_zone)
    return words(*whom, params, own.source if own else None)


async def note_failure(session: AsyncSession, mail_id: UUID, error: str) -> None:
    """Keep what an attempt failed with."""
    await MailFailureDAO(session).add(MailFailure(mail_id=mail_id, error=error[:_LONGEST]))


async def finish_delivery(session: AsyncSession, delivery: Delivery, sent: Sent) -> None:
    """Note that an e-mail was sent, drop its secrets and keep its words."""
    if delivery.own and sent.failure:
        await broken.note(session, delivery.own.version_id, delivery.template, sent.failure)
    mail = await MailDAO(session).lock(delivery.mail_id)
    if delivery.link and delivery.link.sent:
        await delivery.link.sent(session, delivery.link_token)
    mail.state, mail.sent_at, mail.error, mail.sealed = MailState.SENT, clock.now(), None, None
    if sent.words and _says_the_same(mail, delivery):
        mail.subject, mail.body = sent.words
    await session.flush()


def _says_the_same(mail: Mail, delivery: Delivery) -> bool:
    """Tell whether nobody was erased from an e-mail while it was on its way."""
    now = {**delivery.params, "name": mail.name, **mail.params}
    return now == delivery.params and mail.params.keys() | _SHARED == delivery.params.keys()


async def _is_void(session: AsyncSession, link: SecretLink | None, token: str) -> bool:
    """Tell whether what the e-mail's link is for cannot be done any more."""
    return link is not None and not await link.is_valid(session, token)


def shared_params(mail: Mail, server: Settings, company: str) -> dict[str, Any]:
    """Return what every e-mail may say."""
    return {
        "name": mail.name,
        "company": company,
        "public_url": server.public_url,
    }


def _unsealed(mail: Mail) -> dict[str, str]:
    if mail.sealed is None:
        return {}
    opened: dict[str, str] = json.loads(unseal(_secret_key(), mail.sealed))
    return opened


async def forget(session: AsyncSession, person: Erased) -> None:
    """Forget whom a person's e-mails went to and what they said; none that waits will be sent.

    In other people's e-mails the names of the person and of their accounts are blanked.
    """
    mails = MailDAO(session)
    await mails.forget(person.user_id, person.email, users.erased_address(person.user_id))
    await mails.blank_names([person.name, *person.account_names])


async def prune(session: AsyncSession) -> None:
    """Forget the e-mails that are older than the settings keep them."""
    kept = await settings.values(session, RetentionSettings)
    await MailDAO(session).prune(clock.now() - timedelta(days=kept.mail_days))


async def give_up(session: AsyncSession, job_id: UUID, task: str, error: str) -> None:
    """Note at the e-mail that its job is dead; other jobs are none of ours."""
    if task == SEND:
        job = await JobDAO(session).get(job_id)
        await MailDAO(session).give_up(UUID(job.payload["mail_id"]), error)
