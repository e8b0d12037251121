"""Privacy over HTTP: a copy of one's data, its link, and being forgotten."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.auth.dependencies import PUBLIC, PersonOnly, RecentlyAuthenticated
from app.features.accounts.errors import MembersLeftError
from app.features.billing.errors import BalanceLeftError, InvoicesOpenError, PaymentsOpenError
from app.features.orders.errors import ServicesLiveError
from app.features.privacy import service
from app.features.privacy.schemas import ErasureCreate, ExportPage, ExportQuery, ExportRead
from app.features.users.errors import StaffCannotEraseError
from app.web.dependencies import InvalidatePrincipals, Reads, Session, Work
from app.web.downloads import Attachment, send
from app.web.idempotency import KEY_REQUIRED
from app.web.problems import may_answer
from app.web.reads import read
from app.web.router import Router

OBSTACLES = (
    StaffCannotEraseError,
    ServicesLiveError,
    PaymentsOpenError,
    InvoicesOpenError,
    BalanceLeftError,
    MembersLeftError,
)
"""What features say stands against erasing somebody (`manifest.erasure_obstacles`)."""
router = Router(tags=["me"])
_ACCEPTED = 202
_ZIP = "application/zip"


@router.post(
    "/me/exports",
    operation_id="exports_create",
    summary="Ask for a copy of one's data",
    status_code=_ACCEPTED,
    dependencies=[KEY_REQUIRED],
)
async def request_export(principal: RecentlyAuthenticated, session: Session) -> ExportRead:
    """Collect what is known about the person; an e-mail brings a link that works for two days."""
    return await service.request_export(session, principal)


@read(
    router,
    "/me/exports",
    answer=ExportPage,
    operation_id="exports_list",
    summary="List one's own exports",
)
async def list_exports(
    reads: Reads, principal: PersonOnly, query: Annotated[ExportQuery, Query()]
) -> bytes:
    """List the copies asked for, the newest first."""
    return await service.page_exports(reads, principal.user_id, query)


@router.get(
    "/privacy/exports/{token}",
    operation_id="exports_download",
    summary="Fetch a copy of one's data",
    response_class=Response,
    responses={200: {"content": {_ZIP: {}}}},
    dependencies=[PUBLIC],
)
async def download_export(
    request: Request,
    token: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$")],
    work: Work,
) -> Response:
    """Return a ZIP of JSON files to whoever has the link of the e-mail."""
    found = await service.open_export(work, token)
    return send(
        request,
        Attachment("export.zip", found.size, found.media_type, found.stream, found.digest),
    )


@router.post(
    "/me/erasure",
    operation_id="me_erase",
    summary="Have oneself forgotten",
    status_code=204,
    openapi_extra=may_answer(*OBSTACLES),
)
async def erase(
    body: ErasureCreate,
    principal: RecentlyAuthenticated,
    session: Session,
    forget: InvalidatePrincipals,
) -> None:
    """Empty the person and their accounts for good; documents that the law asks for stay."""
    await service.erase(session, principal, body.email)
    forget()
