"""From a bearer token to a principal, at the price of a dictionary look-up when asked often."""

from collections import OrderedDict
from time import monotonic

from app.auth.principal import Principal, PrincipalLoader
from app.auth.tokens import AccessTokens
from app.core import context
from app.core.context import Actor, ActorKind
from app.core.errors import UnauthenticatedError

TRUST_SECONDS = 1.0
_REMEMBERED = 4096
_SCHEME = "bearer "


class Authenticator:
    """Resolves bearer tokens; an answer is trusted for `TRUST_SECONDS`, so revocation is prompt."""

    def __init__(self, tokens: AccessTokens, load: PrincipalLoader) -> None:
        self._tokens = tokens
        self._load = load
        self._known: OrderedDict[str, tuple[float, Principal]] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal:
        """Return the caller behind an Authorization header; raises UnauthenticatedError."""
        if not authorization or authorization[: len(_SCHEME)].lower() != _SCHEME:
            raise UnauthenticatedError
        token = authorization[len(_SCHEME) :]
        known = self._known.get(token)
        if known is not None and known[0] > monotonic():
            principal = known[1]
        else:
            principal = await self._resolve(token)
        kind = ActorKind.STAFF if principal.staff else ActorKind.USER
        context.bind(actor=Actor(kind, principal.user_id))
        return principal

    async def _resolve(self, token: str) -> Principal:
        self._known.pop(token, None)
        principal = await self._load(self._tokens.session_of(token))
        if principal is None:
            raise UnauthenticatedError
        self._known[token] = (monotonic() + TRUST_SECONDS, principal)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return principal

    def forget(self) -> None:
        """Drop every remembered answer: the next request of each caller is looked up."""
        self._known.clear()
