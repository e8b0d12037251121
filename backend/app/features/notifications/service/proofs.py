"""The links in e-mails that prove who reads them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.users import service as users
from app.manifest import SecretLink

# More than the tries of an e-mail take: a proof must not run out before it left.
_WAIT = timedelta(hours=24)


async def _issue(
    purpose: users.CodePurpose, session: AsyncSession, user_id: UUID
) -> Mapping[str, str] | None:
    made = await users.issue_email_code(session, user_id, purpose, wait=_WAIT)
    if made is None:
        return None
    return {"link_token": made.link_token, "verification_code": made.code}


def proof(
    purpose: users.CodePurpose,
    *,
    is_wanted: Callable[[AsyncSession, UUID], Awaitable[bool]] | None = None,
) -> SecretLink:
    """Return the link of e-mails of this purpose; each new one voids those before it."""
    return SecretLink(
        is_valid=users.is_email_code_open,
        issue=partial(_issue, purpose),
        is_wanted=is_wanted,
        sent=users.mark_email_code_sent,
    )


async def is_unverified(session: AsyncSession, user_id: UUID) -> bool:
    """Tell whether the person has yet to prove the address; raises NotFoundError."""
    return not await users.is_verified(session, user_id)
