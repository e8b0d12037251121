"""The account acted for, over HTTP."""

from fastapi import Response

from app.auth.dependencies import SignedIn
from app.dao.session import TransactionReads
from app.features.accounts import service
from app.features.accounts.permissions import AccountManager, AccountReader
from app.features.accounts.schemas import AccountDetailRead, AccountPatch
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import JSONBytes, read
from app.web.router import Router
from app.web.versions import OfferedVersion

router = Router(tags=["account"])


@read(
    router,
    "/account",
    answer=AccountDetailRead,
    operation_id="accounts_read",
    summary="The account acted for",
)
async def read_account(reads: Reads, principal: AccountReader) -> bytes:
    """Return the account with its legal names, numbers and address."""
    return await service.read_account(reads, principal)


@router.patch(
    "/account",
    operation_id="accounts_update",
    summary="Change the account",
    response_model=AccountDetailRead,
)
async def update_account(
    body: AccountPatch, principal: AccountManager, session: Session, expected: OfferedVersion
) -> Response:
    """Change the given fields and return the account."""
    await service.update_account(session, principal, body, expected)
    return JSONBytes(await service.read_account(TransactionReads(session), principal))


@router.delete(
    "/me/impersonation",
    operation_id="me_end_impersonation",
    summary="Stop acting as this customer",
    status_code=204,
)
async def end_impersonation(
    principal: SignedIn, session: Session, forget: InvalidatePrincipals
) -> None:
    """End the session that staff sit in; 404 in any other."""
    await service.end_own_impersonation(session, principal)
    forget(principal.session)
