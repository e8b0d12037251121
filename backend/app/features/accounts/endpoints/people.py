"""Registration, the person signed in, and staff's list of customers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.auth.dependencies import PUBLIC, SignedIn
from app.dao.query import PageRead
from app.dao.session import TransactionReads
from app.features.accounts import service
from app.features.accounts.permissions import CustomerReader
from app.features.accounts.schemas import CustomerQuery, CustomerRead, MeRead, RegisterCreate
from app.features.users import service as users
from app.features.users.schemas import Accepted, MePatch
from app.web.dependencies import Reads, Session
from app.web.reads import JSONBytes, read

registration = APIRouter(prefix="/auth", tags=["auth"])
router = APIRouter(tags=["me"])
admin = APIRouter(prefix="/admin", tags=["admin"])


@registration.post(
    "/register",
    operation_id="auth_register",
    summary="Become a customer",
    status_code=202,
    dependencies=[PUBLIC],
)
async def register(body: RegisterCreate, session: Session) -> Accepted:
    """Take the registration on; everything else is told by mail to the owner of the address."""
    await service.register(session, body)
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
async def update_me(body: MePatch, principal: SignedIn, session: Session) -> Response:
    """Change the given fields and return the person as `GET /me` does."""
    await users.update_profile(session, principal.user_id, body)
    return JSONBytes(await service.read_me(TransactionReads(session), principal))


@read(
    admin,
    "/customers",
    answer=PageRead[CustomerRead],
    operation_id="admin_customers_list",
    summary="List customers",
)
async def list_customers(
    reads: Reads, staff: CustomerReader, query: Annotated[CustomerQuery, Query()]
) -> bytes:
    """List accounts with their owners, people and balances."""
    return await service.page_customers(reads, staff, query)


@read(
    admin,
    "/customers/{customer_id}",
    answer=CustomerRead,
    operation_id="admin_customers_read",
    summary="One customer",
)
async def read_customer(reads: Reads, staff: CustomerReader, customer_id: UUID) -> bytes:
    """Return an account with its owner, people and balance."""
    return await service.read_customer(reads, staff, customer_id)
