"""From a bearer token to a principal, at the price of a dictionary look-up when asked often."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from uuid import UUID

from app.auth.principal import Principal, PrincipalLoader, TokenLoader
from app.auth.tokens import API_TOKEN_PREFIX, AccessTokens
from app.core import clock, context
from app.core.crypto import digest
from app.core.errors import UnauthenticatedError

TRUST_SECONDS = 1.0
_REMEMBERED = 4096
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Credential:
    """What a caller was admitted by, kept to ask again later who stands behind it.

    `caller` is the session, or the API token that `token_digest` belongs to; an access token ends
    at `expires_at`, while its session may go on.
    """

    caller: UUID
    token_digest: str | None = None
    ip: str = ""
    expires_at: datetime | None = None


class Authenticator:
    """Resolves bearer tokens; an answer is trusted for `TRUST_SECONDS`, so revocation is prompt."""

    def __init__(
        self, tokens: AccessTokens, load: PrincipalLoader, load_token: TokenLoader
    ) -> None:
        self._tokens = tokens
        self._load = load
        self._load_token = load_token
        self._known: OrderedDict[str, tuple[float, Principal]] = OrderedDict()
        self._forgotten = 0

    async def principal(self, authorization: str | None, ip: str = "") -> Principal:
        """Return the caller behind an Authorization header; raises UnauthenticatedError.

        `ip` is where the request comes from: a token may be bound to networks.
        """
        token = _bearer(authorization)
        known = self._known.get(token)
        if known is not None and known[0] > monotonic():
            principal = known[1]
        else:
            principal = await self._resolve(token)
        return _admitted(principal, ip)

    async def anew(self, authorization: str | None, ip: str = "") -> Principal:
        """Return the caller as the database knows it now, whatever was remembered."""
        return _admitted(await self._resolve(_bearer(authorization)), ip)

    def credential(self, principal: Principal, authorization: str | None, ip: str) -> Credential:
        """Return by what this caller was admitted; raises UnauthenticatedError."""
        token = _bearer(authorization)
        if principal.token_id is not None:
            return Credential(principal.token_id, digest(token), ip)
        return Credential(principal.session, None, ip, self._tokens.read(token).expires_at)

    async def reload(self, credential: Credential) -> Principal:
        """Return who stands behind a credential now, as the database knows it.

        Raises UnauthenticatedError. Nothing is remembered, and no actor bound.
        """
        if credential.expires_at is not None and credential.expires_at <= clock.now():
            raise UnauthenticatedError
        with context.acting(context.Actor(context.ActorKind.SYSTEM), ip=credential.ip):
            if credential.token_digest is not None:
                principal = await self._load_token(credential.token_digest)
            else:
                principal = await self._load(credential.caller)
        if principal is None or not principal.reachable_from(credential.ip):
            raise UnauthenticatedError
        return principal

    async def _resolve(self, token: str) -> Principal:
        self._known.pop(token, None)
        trusted_until, forgotten = monotonic() + TRUST_SECONDS, self._forgotten
        principal = await self._looked_up(token)
        if principal is None:
            raise UnauthenticatedError
        # What was asked before a change and answered after it may say what was true before.
        if forgotten == self._forgotten:
            self._known[token] = (trusted_until, principal)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return principal

    async def _looked_up(self, token: str) -> Principal | None:
        if token.startswith(API_TOKEN_PREFIX):
            return await self._load_token(digest(token))
        claims = self._tokens.read(token)
        principal = await self._load(claims.session_id)
        return principal if principal and principal.version == claims.version else None

    def forget(self, session_id: UUID | None = None) -> None:
        """Drop what is remembered of a session, or of everybody: the next request looks it up."""
        self._forgotten += 1
        for token, (_, principal) in list(self._known.items()):
            if session_id in (None, principal.session_id):
                del self._known[token]


def _bearer(authorization: str | None) -> str:
    if not authorization or authorization[: len(_SCHEME)].lower() != _SCHEME:
        raise UnauthenticatedError
    return authorization[len(_SCHEME) :]


def _admitted(principal: Principal, ip: str) -> Principal:
    if not principal.reachable_from(ip):
        raise UnauthenticatedError
    context.bind(actor=principal.actor())
    return principal
