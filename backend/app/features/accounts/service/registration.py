"""Becoming a customer. Neither the answer nor its time tells whether the address was known."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import context
from app.core.context import Actor, ActorKind
from app.core.email import domain_of
from app.core.ids import new_id
from app.events.outbox import publish
from app.events.users import RegistrationRepeated, UserRegistered
from app.features.accounts.errors import (
    EmailDomainRefusedError,
    InvitationRequiredError,
    RegistrationClosedError,
)
from app.features.accounts.models import Account
from app.features.accounts.schemas import RegisterCreate
from app.features.accounts.service.invitations import is_invited
from app.features.accounts.service.membership import create_account
from app.features.legal import service as legal
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings, RegistrationSettings
from app.features.users import service as users
from app.features.users.errors import EmailTakenError
from app.features.users.schemas.people import NewUser


@dataclass(frozen=True, slots=True)
class _Consents:
    """What a registration accepts, and where it came from."""

    documents: Sequence[UUID]
    ip: str


class _UndoneError(Exception):
    """Ends a savepoint whose rows must not stay."""


async def register(session: AsyncSession, form: RegisterCreate, ip: str) -> None:
    """Make a person with an account; the owner of a known address gets a mail instead.

    Raises RegistrationClosedError, InvitationRequiredError or EmailDomainRefusedError by the rules
    of the installation, ConsentRequiredError where a legal document in force was not accepted,
    TooManyRequestsError when too many passwords wait to be hashed.
    """
    await _admit(session, form)
    consents = _Consents(await legal.check_accepted(session, form.accepted_documents), ip)
    hashed = await users.hash_password(form.password)
    known = await users.find_by_email(session, form.email)
    if known is None:
        try:
            async with session.begin_nested():
                user_id, account = await _create(session, form, form.email, hashed, consents)
        except EmailTakenError:  # a twin of this request was faster
            known = await users.find_by_email(session, form.email)
        else:
            context.bind(actor=Actor(ActorKind.USER, user_id))
            await publish(session, UserRegistered(user_id=user_id), account_id=account.id)
    if known is not None:
        await _repeat(session, form, known, hashed, consents)


async def _admit(session: AsyncSession, form: RegisterCreate) -> None:
    """Hold a registration to the rules, the same whether or not the address is known."""
    rules = await settings.values(session, RegistrationSettings)
    if rules.rule == "closed":
        raise RegistrationClosedError
    token = form.invitation_token
    if rules.rule == "invite" and not (token and await is_invited(session, token, form.email)):
        raise InvitationRequiredError
    if rules.domains and domain_of(form.email) not in rules.domains:
        raise EmailDomainRefusedError


async def _create(
    session: AsyncSession, form: RegisterCreate, email: str, hashed: str, consents: _Consents
) -> tuple[UUID, Account]:
    defaults = await settings.values(session, LocaleSettings)
    new = NewUser(
        email=email,
        hashed_password=hashed,
        name=form.name,
        locale=form.locale or defaults.language,
        time_zone=defaults.time_zone,
    )
    user_id = await users.create_user(session, new)
    await legal.note_accepted(session, user_id, consents.documents, consents.ip)
    return user_id, await create_account(
        session, form.account_name or form.name, user_id, form.order
    )


async def _repeat(
    session: AsyncSession, form: RegisterCreate, known: UUID, hashed: str, consents: _Consents
) -> None:
    """Do the same writes for nothing, so that the time is the same; then tell the owner."""
    with suppress(_UndoneError):
        async with session.begin_nested():
            await _create(session, form, f"{new_id()}@example.invalid", hashed, consents)
            raise _UndoneError
    if await users.ask_for_mail(session, known):
        await publish(session, RegistrationRepeated(user_id=known), account_id=None)
