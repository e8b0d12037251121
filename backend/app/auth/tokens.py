"""Access tokens: short-lived JWTs (RFC 7519, HS256) that name a session, nothing more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt

from app.core import clock
from app.core.errors import UnauthenticatedError
from app.core.settings import Settings

_ALGORITHM = "HS256"
_AUDIENCE = "hostwright:api"
_REQUIRED = ["exp", "iat", "sub", "sid"]


class AccessTokens:
    """Issues and reads the access tokens of this installation."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key.get_secret_value()
        self.lifetime = timedelta(minutes=settings.access_token_expire_minutes)

    def issue(self, user_id: UUID, session_id: UUID) -> str:
        """Return a token for this session."""
        issued = clock.now()
        claims: dict[str, Any] = {
            "sub": str(user_id),
            "sid": str(session_id),
            "aud": _AUDIENCE,
            "iat": issued,
            "exp": issued + self.lifetime,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def session_of(self, token: str) -> UUID:
        """Return the session a token names; raises UnauthenticatedError for any flaw in it."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            expires = float(claims["exp"])
            session_id = UUID(claims["sid"])
        except (jwt.InvalidTokenError, ValueError, TypeError) as flaw:
            raise UnauthenticatedError from flaw
        if expires <= clock.now().timestamp():
            raise UnauthenticatedError
        return session_id
