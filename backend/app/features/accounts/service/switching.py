"""One person in several accounts: the session says which one is acted for."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError, UnauthenticatedError
from app.dao.session import TransactionReads
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.service.principals import load_principal
from app.features.accounts.service.reading import read_me
from app.features.users import service as users


async def choose_account(session: AsyncSession, principal: Principal, account_id: UUID) -> bytes:
    """Let the session act for another account of the person; return the person as `MeRead`.

    Raises NotFoundError where the person is no member of it.
    """
    if await AccountMemberDAO(session).of(account_id, principal.user_id, clock.now()) is None:
        raise NotFoundError
    await users.choose_account(session, principal.session, account_id)
    reads = TransactionReads(session)
    now = await load_principal(reads, principal.session)
    if now is None:  # it ended meanwhile
        raise UnauthenticatedError
    return await read_me(reads, now)
