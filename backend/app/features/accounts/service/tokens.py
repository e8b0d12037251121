"""API tokens: for a person's programs or the account's own, shown once, kept as digests."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.tokens import API_TOKEN_PREFIX
from app.core import clock
from app.core.crypto import digest, new_token
from app.core.errors import ForbiddenError, NotFoundError
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.accounts import ApiTokenRevoked
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.tokens import (
    ACCOUNT_TOKENS,
    ANY_TOKEN,
    PERSONAL_TOKENS,
    ApiTokenDAO,
)
from app.features.accounts.errors import (
    ExpiryInvalidError,
    GrantTooHighError,
    PermissionNotScopableError,
    TooManyTokensError,
)
from app.features.accounts.models import ApiToken, TokenKind
from app.features.accounts.schemas import (
    ApiTokenMade,
    ApiTokenQuery,
    ApiTokenRead,
    TokenCreate,
    TokenPatch,
)
from app.features.accounts.service import grants
from app.manifest import member_permissions, service_permissions

MAX_LIFETIME = timedelta(days=366)
MAX_TOKENS = 200
_SHOWN = len(API_TOKEN_PREFIX) + 4


async def page_account_tokens(reads: Reads, principal: Principal, query: ApiTokenQuery) -> bytes:
    """Return a page of the account's own tokens as `PageRead[ApiTokenRead]`."""
    return await ACCOUNT_TOKENS.page(reads, query, principal.scope())


async def page_personal_tokens(reads: Reads, principal: Principal, query: ApiTokenQuery) -> bytes:
    """Return a page of the person's tokens in all their accounts, likewise."""
    return await PERSONAL_TOKENS.page(reads, query, Scope.all(), person=principal.user_id)


async def make_account_token(
    session: AsyncSession, principal: Principal, payload: TokenCreate
) -> ApiTokenMade:
    """Make a token of the account's own; the answer alone holds its secret.

    Raises GrantTooHighError, PermissionNotScopableError, UnknownServicesError,
    ExpiryInvalidError, TooManyTokensError.
    """
    return await _make(session, principal, TokenKind.ACCOUNT, payload)


async def make_personal_token(
    session: AsyncSession, principal: Principal, payload: TokenCreate
) -> ApiTokenMade:
    """Make a token of the person's for the account acted for; raises as `make_account_token`.

    Somebody narrowed to single services has narrowed tokens only. Raises ForbiddenError where
    there is no account.
    """
    if principal.account_id is None:
        raise ForbiddenError
    return await _make(session, principal, TokenKind.PERSONAL, payload)


async def _make(
    session: AsyncSession, principal: Principal, kind: TokenKind, payload: TokenCreate
) -> ApiTokenMade:
    account_id, now = principal.account, clock.now()
    await AccountDAO(session).lock(account_id)
    member = await grants.membership_of(session, principal)
    services = _services(member.services, payload.services)
    _check_permissions(payload.permissions, member_permissions()[member.role], services)
    await grants.check_services(session, account_id, payload.services)
    if not now < payload.expires_at <= now + MAX_LIFETIME:
        raise ExpiryInvalidError
    if await ApiTokenDAO(session).count(account_id, now) >= MAX_TOKENS:
        raise TooManyTokensError
    secret = new_token(API_TOKEN_PREFIX)
    made = await ApiTokenDAO(session).add(
        ApiToken(
            account_id=account_id,
            user_id=principal.user_id,
            kind=kind,
            name=payload.name,
            digest=digest(secret),
            hint=secret[:_SHOWN],
            permissions=sorted(payload.permissions),
            services=services,
            networks=[str(network) for network in payload.networks],
            created_at=now,
            expires_at=payload.expires_at,
        )
    )
    shown = await _read(session, made.id)
    changes = shown.model_dump(
        mode="json", include={"kind", "name", "permissions", "services", "networks", "expires_at"}
    )
    await record(
        session, AuditEntry(AuditAction.TOKEN_MADE, account_id, Target("token", made.id), changes)
    )
    return ApiTokenMade(**shown.model_dump(), token=secret)


def _services(held: list[UUID] | None, requested: list[UUID] | None) -> list[UUID] | None:
    if held is None:
        return requested
    if requested is not None and not set(requested) <= set(held):
        raise GrantTooHighError
    return held if requested is None else requested


def _check_permissions(
    requested: Collection[Permission],
    held: frozenset[Permission],
    services: Collection[UUID] | None,
) -> None:
    if not held.issuperset(requested):
        raise GrantTooHighError
    if services is not None and not service_permissions().issuperset(requested):
        raise PermissionNotScopableError


async def rename_account_token(
    session: AsyncSession, principal: Principal, token_id: UUID, patch: TokenPatch
) -> ApiTokenRead:
    """Give a token of the account another name; raises NotFoundError."""
    token = await ApiTokenDAO(session).of_account(principal.account, token_id)
    return await _rename(session, token, patch)


async def rename_personal_token(
    session: AsyncSession, principal: Principal, token_id: UUID, patch: TokenPatch
) -> ApiTokenRead:
    """Give one of one's own tokens another name; raises NotFoundError."""
    token = await ApiTokenDAO(session).of_person(principal.user_id, token_id)
    return await _rename(session, token, patch)


async def revoke_account_token(session: AsyncSession, principal: Principal, token_id: UUID) -> None:
    """End a token of the account; raises NotFoundError."""
    await _revoke(session, await ApiTokenDAO(session).of_account(principal.account, token_id))


async def revoke_personal_token(
    session: AsyncSession, principal: Principal, token_id: UUID
) -> None:
    """End one of one's own tokens, in whichever account; raises NotFoundError."""
    await _revoke(session, await ApiTokenDAO(session).of_person(principal.user_id, token_id))


async def _rename(session: AsyncSession, token: ApiToken | None, patch: TokenPatch) -> ApiTokenRead:
    if token is None:
        raise NotFoundError
    token.name = patch.name
    await session.flush()
    return await _read(session, token.id)


async def _revoke(session: AsyncSession, token: ApiToken | None) -> None:
    if token is None:
        raise NotFoundError
    token.revoked_at = clock.now()
    await session.flush()
    target = Target("token", token.id)
    changes = {"kind": token.kind, "name": token.name}
    await record(session, AuditEntry(AuditAction.TOKEN_REVOKED, token.account_id, target, changes))
    event = ApiTokenRevoked(token_id=token.id, user_id=token.user_id)
    await publish(session, event, account_id=token.account_id)


async def _read(session: AsyncSession, token_id: UUID) -> ApiTokenRead:
    found = await ANY_TOKEN.get(TransactionReads(session), token_id, Scope.all())
    return ApiTokenRead.model_validate_json(found)
