"""Becoming a customer. Neither the answer nor its time tells whether the address was known."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import context
from app.core.context import Actor, ActorKind
from app.core.ids import new_id
from app.events.outbox import publish
from app.events.users import RegistrationRepeated, UserRegistered
from app.features.accounts.models import Account
from app.features.accounts.schemas import RegisterCreate
from app.features.accounts.service.membership import create_account
from app.features.users import service as users
from app.features.users.errors import EmailTakenError
from app.features.users.schemas.people import NewUser


class _UndoneError(Exception):
    """Ends a savepoint whose rows must not stay."""


async def register(session: AsyncSession, form: RegisterCreate) -> None:
    """Make a person with an account; the owner of a known address gets a mail instead.

    Raises TooManyRequestsError when too many passwords wait to be hashed.
    """
    hashed = await users.hash_password(form.password)
    known = await users.find_by_email(session, form.email)
    if known is None:
        try:
            async with session.begin_nested():
                user_id, account = await _create(session, form, form.email, hashed)
        except EmailTakenError:  # a twin of this request was faster
            known = await users.find_by_email(session, form.email)
        else:
            context.bind(actor=Actor(ActorKind.USER, user_id))
            await publish(session, UserRegistered(user_id=user_id), account_id=account.id)
    if known is not None:
        await _repeat(session, form, known, hashed)


async def _create(
    session: AsyncSession, form: RegisterCreate, email: str, hashed: str
) -> tuple[UUID, Account]:
    new = NewUser(email=email, hashed_password=hashed, name=form.name, locale=form.locale)
    user_id = await users.create_user(session, new)
    return user_id, await create_account(session, form.account_name or form.name, user_id)


async def _repeat(session: AsyncSession, form: RegisterCreate, known: UUID, hashed: str) -> None:
    """Do the same writes for nothing, so that the time is the same; then tell the owner."""
    with suppress(_UndoneError):
        async with session.begin_nested():
            await _create(session, form, f"{new_id()}@example.invalid", hashed)
            raise _UndoneError
    if await users.ask_for_mail(session, known):
        await publish(session, RegistrationRepeated(user_id=known), account_id=None)
