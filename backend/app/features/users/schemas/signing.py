"""Signing in, and what is kept of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.users.models import SignInMethod, SignInOutcome
from app.features.users.schemas.devices import DeviceRead
from app.features.users.schemas.fields import MAX_CREDENTIAL_LENGTH, Body
from app.features.users.schemas.passwords import MAX_PASSWORD_LENGTH


class TokenForm(BaseModel):
    """The token request of RFC 6749, sections 4.3, 4.5 and 6; unknown parameters are ignored.

    The password grant is our own sign-in only: there are no client ids and no scopes.
    """

    grant_type: Annotated[str, Field(max_length=64, examples=["password"])] = ""
    username: Annotated[Line, Field(max_length=254, description="The e-mail address")] = ""
    password: Annotated[str, Field(max_length=MAX_PASSWORD_LENGTH)] = ""
    refresh_token: Annotated[str, Field(max_length=256)] = ""
    mfa_token: Annotated[str, Field(max_length=256, description="Of `mfa_required`")] = ""
    code: Annotated[str, Field(max_length=64, description="Of the app, or a recovery code")] = ""
    challenge_id: UUID | None = None
    credential: Annotated[
        str, Field(max_length=MAX_CREDENTIAL_LENGTH, description="AuthenticationResponseJSON")
    ] = ""


class TokenRead(BaseModel):
    """An access token, and the refresh token unless it travels as a cookie."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  the name of a scheme
    expires_in: int = Field(description="Seconds")
    refresh_token: str | None = None


class SignInOptionsCreate(Body):
    """For which half-done sign-in; without one, a passkey alone is to sign in."""

    mfa_token: Annotated[str, Field(max_length=256)] | None = None


class SignInRead(BaseModel):
    """One attempt to sign in as the person."""

    id: UUID
    at: datetime
    ip: str
    location: str | None
    user_agent: str
    device: DeviceRead
    method: SignInMethod
    outcome: SignInOutcome


class SignInQuery(ListQuery):
    """Which attempts to list."""

    sort: Sort[Literal["at", "-at"]] = ["-at"]
    outcome: list[SignInOutcome] | None = None
    at__gte: datetime | None = None
    at__lte: datetime | None = None
