"""The account as a party: its names, numbers and address."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.dao.session import Reads
from app.dao.version import Expected
from app.events.audit import AuditEntry, Target, record
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.accounts import ACCOUNT, AccountDAO
from app.features.accounts.schemas import AccountPatch


async def read_account(reads: Reads, principal: Principal) -> bytes:
    """Return the account acted for as `AccountDetailRead`."""
    return await ACCOUNT.get(reads, principal.account, principal.scope())


async def update_account(
    session: AsyncSession, principal: Principal, patch: AccountPatch, expected: Expected
) -> None:
    """Change the given fields of the account, and record what they were.

    Raises PreconditionFailedError.
    """
    given: dict[str, Any] = patch.model_dump(exclude_unset=True)
    if patch.model_fields_set & {"address"}:
        given |= patch.address.model_dump()
        del given["address"]
    accounts = AccountDAO(session, principal.scope())
    account = await accounts.lock(principal.account)
    expected.check(account)
    before = account.model_dump()
    changes = {
        name: [before[name], value] for name, value in given.items() if before[name] != value
    }
    if not changes:
        return
    await accounts.patch(principal.account, given)
    target = Target("account", principal.account)
    await record(
        session, AuditEntry(AuditAction.ACCOUNT_CHANGED, principal.account, target, changes)
    )
