"""Making people, asking about them and changing them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.core import clock
from app.core.email import EmailAddress
from app.core.locale import Locale
from app.dao.session import Reads
from app.events.audit import AuditEntry, Target, record
from app.features.roles import service as roles
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings
from app.features.users.audit import AuditAction
from app.features.users.dao.people import CONTACTS, UserDAO
from app.features.users.errors import EmailNotVerifiedError, PasswordBreachedError
from app.features.users.models import MailKind, User
from app.features.users.providers.breached import is_breached
from app.features.users.providers.passwords import password_pool
from app.features.users.schemas.passwords import Password
from app.features.users.schemas.people import Contact, MePatch, NewUser

MAIL_PAUSE = timedelta(seconds=60)
_LOOKS = {"theme", "locale"}
"""How the panel looks to a person is no entry to write down."""


async def hash_password(password: str) -> str:
    """Return a password's hash, made off the loop.

    Raises PasswordBreachedError and TooManyRequestsError.
    """
    if await is_breached(password):
        raise PasswordBreachedError
    return await password_pool().hash(password)


async def create_user(session: AsyncSession, new: NewUser) -> UUID:
    """Make a person and return the id; raises EmailTakenError."""
    user = User(
        email=new.email,
        hashed_password=new.hashed_password,
        name=new.name,
        locale=new.locale,
        time_zone=new.time_zone,
        is_verified=new.verified,
        mail_asked_at=clock.now(),
        created_at=clock.now(),
    )
    return (await UserDAO(session).add(user)).id


async def find_by_email(session: AsyncSession, email: str) -> UUID | None:
    """Return the id of the person with this address, whatever its case."""
    found = await UserDAO(session).by_email(email)
    return found.id if found else None


async def contact(session: AsyncSession, user_id: UUID) -> Contact:
    """Return how to write to a person; raises NotFoundError."""
    return contact_of(await UserDAO(session).get(user_id))


async def staff_contacts(session: AsyncSession, permission: Permission) -> list[Contact]:
    """Return how to write to the active staff who hold a permission."""
    return [contact_of(user) for user in await UserDAO(session).active_holders(permission)]


def contact_of(user: User) -> Contact:
    """Return how to write to a person that a higher dao has joined."""
    return Contact(
        user_id=user.id,
        email=user.email,
        name=user.name,
        locale=user.locale,
        time_zone=user.time_zone,
    )


async def is_verified(session: AsyncSession, user_id: UUID) -> bool:
    """Tell whether the person has proven the address; raises NotFoundError.

    Without the proof people sign in and look around; they cannot order.
    """
    return (await UserDAO(session).get(user_id)).is_verified


async def require_verified(session: AsyncSession, user_id: UUID) -> None:
    """Raise EmailNotVerifiedError where the person has not proven the address."""
    if not await is_verified(session, user_id):
        raise EmailNotVerifiedError


async def update_profile(session: AsyncSession, user_id: UUID, patch: MePatch) -> None:
    """Change the given fields of a person; raises NotFoundError."""
    given: dict[str, Any] = patch.model_dump(exclude_unset=True)
    user = await UserDAO(session).lock(user_id)
    named = given.keys() - _LOOKS
    changed = sorted(name for name in named if getattr(user, name) != given[name])
    await UserDAO(session).patch(user_id, given)
    if changed:
        target = Target("user", user_id)
        entry = AuditEntry(AuditAction.PROFILE_CHANGED, target=target, changes={"fields": changed})
        await record(session, entry)


async def read_contacts(reads: Reads, user_id: UUID) -> bytes:
    """Return how the person can be reached as `ContactsRead`."""
    return await CONTACTS.fetch_one(reads, user_id=user_id, now=clock.now())


async def ask_for_mail(
    session: AsyncSession, user_id: UUID, kind: MailKind = MailKind.VERIFICATION
) -> bool:
    """Tell whether a mail nobody signed in for may go out: one of a kind a minute to a person."""
    now = clock.now()
    return await UserDAO(session).claim_mail(user_id, kind, now, now - MAIL_PAUSE)


async def owner_addresses(session: AsyncSession) -> Sequence[str]:
    """Return the addresses of the active people with the role `owner`."""
    return await UserDAO(session).active_owners()


async def create_admin(
    session: AsyncSession, email: str, password: str, language: Locale | None = None
) -> UUID:
    """Make a verified person with the role `owner` and return the id.

    Without a language the person reads the installation's.

    Raises pydantic's ValidationError for a malformed address or a poor password, EmailTakenError.
    """
    address = TypeAdapter(EmailAddress).validate_python(email)
    hashed = await hash_password(TypeAdapter(Password).validate_python(password))
    await roles.seed(session)
    name = address.partition("@")[0]
    defaults = await settings.values(session, LocaleSettings)
    new = NewUser(
        email=address,
        hashed_password=hashed,
        name=name,
        locale=language or defaults.language,
        time_zone=defaults.time_zone,
        verified=True,
    )
    user_id = await create_user(session, new)
    await roles.assign(session, user_id, BuiltInRole.OWNER)
    return user_id
