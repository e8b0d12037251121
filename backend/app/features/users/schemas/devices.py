"""Where people are signed in, and where they came from."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.dao.query import ListQuery, Sort


class DeviceRead(BaseModel):
    """What a User-Agent header speaks of; it is the sender's word and proves nothing."""

    browser: Annotated[str | None, Field(examples=["Firefox 140"])]
    os: Annotated[str | None, Field(examples=["Windows"])]
    kind: Literal["desktop", "mobile", "tablet", "program", "unknown"]


class SessionRead(BaseModel):
    """Where the person is signed in; `impersonated` ones are staff's, acting as the person."""

    id: UUID
    current: bool
    ip: str
    location: str | None
    user_agent: str
    device: DeviceRead
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    second_factor: bool
    impersonated: bool


class SessionsRead(BaseModel):
    """The person's live sessions, the one used last first."""

    items: list[SessionRead]


class SessionsEnded(BaseModel):
    """How many sessions ended."""

    ended: int


class AddressRead(BaseModel):
    """An internet address the person came from."""

    id: UUID
    ip: str
    location: str | None
    user_agent: str
    device: DeviceRead
    times: int
    first_seen_at: datetime
    last_seen_at: datetime


_AddressSort = Literal[
    "last_seen_at", "-last_seen_at", "first_seen_at", "-first_seen_at", "times", "-times"
]


class AddressQuery(ListQuery):
    """Which addresses to list; `q` looks into addresses, places and programs."""

    sort: Sort[_AddressSort] = ["-last_seen_at"]
