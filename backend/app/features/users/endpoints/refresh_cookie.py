"""How refresh tokens travel: in the body for programs, for browsers as a cookie no script reads.

A page of another origin cannot set our header, so a cookie alone never renews anything (CSRF).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Header, Request, Response

from app.core.settings import Settings
from app.features.users.schemas.signing import TokenRead
from app.features.users.service import Signed
from app.web.dependencies import Configuration

_PATH = "/api/v1/auth"
_REFRESH = "refresh"
_DEVICE = "device"
_DEVICE_SECONDS = 400 * 24 * 3600  # as long as browsers keep a cookie at most


@dataclass(frozen=True, slots=True)
class RefreshChannel:
    """The way one request chose; both cookies are what it brought, empty outside browsers."""

    settings: Settings
    browser: bool
    cookie: str
    device: str

    def given(self, in_body: str) -> str:
        """Return the refresh token of the request, empty where it brought none."""
        return self.cookie if self.browser else in_body

    def answer(self, signed: Signed, response: Response) -> TokenRead:
        """Give both tokens, the refresh token in the chosen way."""
        if self.browser:
            self._set(response, _REFRESH, signed.refresh_token, signed.refresh_expires_in)
        if self.browser and signed.device:
            self._set(response, _DEVICE, signed.device, _DEVICE_SECONDS)
        return TokenRead(
            access_token=signed.access_token,
            expires_in=signed.expires_in,
            refresh_token=None if self.browser else signed.refresh_token,
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget the refresh token; the device stays a known one."""
        if self.browser:
            self._set(response, _REFRESH, "", 0)

    def _set(self, response: Response, cookie: str, value: str, seconds: int) -> None:
        secure = _secure(self.settings)
        response.set_cookie(
            _name(self.settings, cookie),
            value,
            max_age=seconds,
            path="/" if secure else _PATH,
            secure=secure,
            httponly=True,
            samesite="strict",
        )


def _secure(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")


def _name(settings: Settings, cookie: str) -> str:
    """A `__Host-` cookie (RFC 6265bis, 4.1.3.2) needs https, which a local panel has not."""
    return f"__Host-{cookie}" if _secure(settings) else cookie


async def _refresh_channel(
    request: Request,
    settings: Configuration,
    chosen: Annotated[
        Literal["", "cookie"],
        Header(
            alias="X-Refresh-Transport",
            description="Browsers send `cookie`: the refresh token then never reaches a script",
        ),
    ] = "",
) -> RefreshChannel:
    given = request.cookies if chosen else {}
    return RefreshChannel(
        settings,
        bool(chosen),
        given.get(_name(settings, _REFRESH), ""),
        given.get(_name(settings, _DEVICE), ""),
    )


RefreshTokens = Annotated[RefreshChannel, Depends(_refresh_channel)]
