"""Access tokens: short-lived JWTs (RFC 7519, HS256) that name a session and its version."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from app.core import clock
from app.core.errors import UnauthenticatedError
from app.core.ids import new_id
from app.core.settings import Settings

API_TOKEN_PREFIX = "hwt_"  # noqa: S105  how secret scanners recognise one
_ALGORITHM = "HS256"
_AUDIENCE = "hostwright:api"
_REQUIRED = ["exp", "iat", "sub", "sid", "ver"]


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """The session a token stands for, the version it was issued at, and when the token ends."""

    session_id: UUID
    version: int
    expires_at: datetime


class AccessTokens:
    """Issues and reads the access tokens of this installation."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key.get_secret_value()
        self.lifetime = timedelta(minutes=settings.access_token_expire_minutes)

    def issue(
        self,
        user_id: UUID,
        session_id: UUID,
        version: int = 1,
        *,
        lifetime: timedelta | None = None,
    ) -> str:
        """Return a token for this session, for the usual lifetime unless another is given."""
        issued = clock.now()
        claims: dict[str, Any] = {
            "sub": str(user_id),
            "sid": str(session_id),
            "ver": version,
            "aud": _AUDIENCE,
            "iat": issued,
            "exp": issued + (lifetime or self.lifetime),
            # Two tokens of one second differ, so that nobody is remembered by the older one.
            "jti": new_id().hex,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def read(self, token: str) -> AccessClaims:
        """Return what a token names; raises UnauthenticatedError for any flaw in it."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            expires_at = datetime.fromtimestamp(float(claims["exp"]), UTC)
            session_id, version = UUID(claims["sid"]), int(claims["ver"])
        except (
            jwt.InvalidTokenError,
            ValueError,
            TypeError,
            AttributeError,
            OverflowError,
            OSError,
        ) as flaw:
            raise UnauthenticatedError from flaw
        if expires_at <= clock.now():
            raise UnauthenticatedError
        return AccessClaims(session_id, version, expires_at)
