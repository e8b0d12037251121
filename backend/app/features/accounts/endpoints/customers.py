"""Staff's list of customers, and signing in as one of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.dao.query import PageRead
from app.features.accounts import service
from app.features.accounts.permissions import CustomerReader, Impersonator
from app.features.accounts.schemas import (
    CustomerQuery,
    CustomerRead,
    ImpersonationCreate,
    ImpersonationRead,
)
from app.features.users import service as users
from app.web.client import client_ip
from app.web.dependencies import Configuration, Reads, Session
from app.web.reads import read

admin = APIRouter(prefix="/admin", tags=["admin"])
MAX_USER_AGENT_LENGTH = 256


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


@admin.post(
    "/users/{user_id}/actions/impersonate",
    operation_id="admin_users_impersonate",
    summary="Sign in as a customer",
    status_code=201,
)
async def impersonate(
    user_id: UUID,
    body: ImpersonationCreate,
    staff: Impersonator,
    request: Request,
    session: Session,
    settings: Configuration,
) -> ImpersonationRead:
    """Give an access token to act as this member of the account for an hour.

    Every write is recorded with both names, credentials and tokens are out of reach, and the owner
    gets a mail afterwards.
    """
    user_agent = request.headers.get("user-agent", "")[:MAX_USER_AGENT_LENGTH]
    origin = users.Origin(client_ip(request.scope), user_agent)
    return await service.impersonate(session, settings, staff, user_id, body, origin)
