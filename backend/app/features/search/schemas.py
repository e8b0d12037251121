"""What is asked and found."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.money import MoneyRead

MAX_PER_KIND = 5
MIN_LETTERS = 2

_Wanted = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=MIN_LETTERS, max_length=100),
    Field(pattern=r"^[^\x00]*$", description="Part of a name, number or address; or a whole id"),
]


class SearchQuery(BaseModel):
    """What to look for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: _Wanted


class FoundRead(BaseModel):
    """One thing that was found."""

    kind: str = Field(description="What it is", examples=["service", "invoice"])
    id: UUID
    title: str = Field(description="Its name or number")
    detail: str | None = Field(description="What tells it from others: an address, a plan")
    amount: MoneyRead | None
    account_name: str | None = Field(description="Whose it is; null in one's own account")


class SearchRead(BaseModel):
    """What was found, at most five of a kind, the newest of each first."""

    items: list[FoundRead]
