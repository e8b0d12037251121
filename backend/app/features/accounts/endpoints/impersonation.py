"""Signing in as a customer, over HTTP."""

from uuid import UUID

from fastapi import Request

from app.features.accounts import service
from app.features.accounts.permissions import Impersonator
from app.features.accounts.schemas import ImpersonationCreate, ImpersonationRead
from app.features.users import service as users
from app.web.client import client_ip
from app.web.dependencies import Configuration, Session
from app.web.router import Router

admin = Router(prefix="/admin", tags=["admin"])
MAX_USER_AGENT_LENGTH = 256


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
