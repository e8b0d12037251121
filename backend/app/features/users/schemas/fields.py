"""What the bodies of requests about people are made of."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.core.text import Line

MAX_CREDENTIAL_LENGTH = 16_384


def _plain_number(value: object) -> object:
    return re.sub(r"[\s().-]", "", value) if isinstance(value, str) else value


Digits = Annotated[
    str,
    BeforeValidator(_plain_number),
    StringConstraints(pattern=r"^[0-9]{6}$"),
    Field(examples=["123456"]),
]
PersonName = Annotated[Line, Field(min_length=1, max_length=100)]


class Body(BaseModel):
    """A request body: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class Accepted(BaseModel):
    """It is taken on; nothing is told about who has an account here."""
