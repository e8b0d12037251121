"""API tokens over HTTP: the account's own, and a person's."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.auth.dependencies import PersonOnly, RecentlyAuthenticated
from app.dao.query import PageRead
from app.features.accounts import service
from app.features.accounts.permissions import TokenMaker, TokenReader
from app.features.accounts.schemas import (
    ApiTokenMade,
    ApiTokenQuery,
    ApiTokenRead,
    TokenCreate,
    TokenPatch,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(tags=["tokens"])
Tokens = Annotated[ApiTokenQuery, Query()]


@read(
    router,
    "/tokens",
    answer=PageRead[ApiTokenRead],
    operation_id="tokens_list",
    summary="The account's API tokens",
)
async def list_tokens(reads: Reads, principal: TokenReader, query: Tokens) -> bytes:
    """List the tokens that belong to the account itself."""
    return await service.page_account_tokens(reads, principal, query)


@router.post("/tokens", operation_id="tokens_create", summary="Make an API token", status_code=201)
async def make_token(body: TokenCreate, principal: TokenMaker, session: Session) -> ApiTokenMade:
    """Make a token of the account, good as long as its maker may do what it may.

    Its secret is in this answer only.
    """
    return await service.make_account_token(session, principal, body)


@router.patch("/tokens/{token_id}", operation_id="tokens_update", summary="Rename an API token")
async def rename_token(
    token_id: UUID, body: TokenPatch, principal: TokenReader, session: Session
) -> ApiTokenRead:
    """Give a token of the account another name."""
    return await service.rename_account_token(session, principal, token_id, body)


@router.delete(
    "/tokens/{token_id}",
    operation_id="tokens_delete",
    summary="Revoke an API token",
    status_code=204,
)
async def revoke_token(token_id: UUID, principal: TokenReader, session: Session) -> None:
    """End a token of the account for good."""
    await service.revoke_account_token(session, principal, token_id)


@read(
    router,
    "/me/tokens",
    answer=PageRead[ApiTokenRead],
    operation_id="me_tokens_list",
    summary="One's own API tokens",
)
async def list_own_tokens(reads: Reads, principal: PersonOnly, query: Tokens) -> bytes:
    """List the person's tokens in all their accounts."""
    return await service.page_personal_tokens(reads, principal, query)


@router.post(
    "/me/tokens",
    operation_id="me_tokens_create",
    summary="Make an API token of one's own",
    status_code=201,
)
async def make_own_token(
    body: TokenCreate, principal: RecentlyAuthenticated, session: Session
) -> ApiTokenMade:
    """Make a token for the account acted for; it never has more than the person has now."""
    return await service.make_personal_token(session, principal, body)


@router.patch(
    "/me/tokens/{token_id}",
    operation_id="me_tokens_update",
    summary="Rename one of one's own API tokens",
)
async def rename_own_token(
    token_id: UUID, body: TokenPatch, principal: PersonOnly, session: Session
) -> ApiTokenRead:
    """Give one of one's own tokens another name."""
    return await service.rename_personal_token(session, principal, token_id, body)


@router.delete(
    "/me/tokens/{token_id}",
    operation_id="me_tokens_delete",
    summary="Revoke one of one's own API tokens",
    status_code=204,
)
async def revoke_own_token(token_id: UUID, principal: PersonOnly, session: Session) -> None:
    """End one of one's own tokens for good."""
    await service.revoke_personal_token(session, principal, token_id)
