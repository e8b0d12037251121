"""Registration, and the person signed in."""

from fastapi import Request, Response

from app.auth.dependencies import PUBLIC, PersonOnly, SignedIn
from app.dao.session import TransactionReads
from app.features.accounts import service
from app.features.accounts.schemas import AccountChoice, MeRead, RegisterCreate
from app.features.users import service as users
from app.features.users.schemas.fields import Accepted
from app.features.users.schemas.people import MePatch
from app.web.client import client_ip
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import JSONBytes, read
from app.web.router import Router

registration = Router(prefix="/auth", tags=["auth"])
router = Router(tags=["me"])


@registration.post(
    "/register",
    operation_id="auth_register",
    summary="Become a customer",
    status_code=202,
    dependencies=[PUBLIC],
)
async def register(body: RegisterCreate, request: Request, session: Session) -> Accepted:
    """Take the registration on; everything else is told by mail to the owner of the address."""
    await service.register(session, body, client_ip(request.scope))
    return Accepted()


@read(router, "/me", answer=MeRead, operation_id="me_read", summary="Who is signed in")
async def read_me(reads: Reads, principal: SignedIn) -> bytes:
    """Return the person, their accounts, and what they may do in the one they act for."""
    return await service.read_me(reads, principal)


@router.patch(
    "/me",
    operation_id="me_update",
    summary="Change one's own profile",
    response_model=MeRead,
)
async def update_me(body: MePatch, principal: PersonOnly, session: Session) -> Response:
    """Change the given fields and return the person as `GET /me` does."""
    await users.update_profile(session, principal.user_id, body)
    return JSONBytes(await service.read_me(TransactionReads(session), principal))


@router.post(
    "/me/account",
    operation_id="me_choose_account",
    summary="Act for another of one's accounts",
    response_model=MeRead,
)
async def choose_account(
    body: AccountChoice, principal: PersonOnly, session: Session, forget: InvalidatePrincipals
) -> Response:
    """Let this session act for the account from now on, and return the person as `GET /me`."""
    answer = await service.choose_account(session, principal, body.account_id)
    forget(principal.session)
    return JSONBytes(answer)
