"""Where a reader is: the language of texts and the time zone of a day."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError


class Locale(StrEnum):
    """The languages texts for people are kept in."""

    RU = "ru"
    EN = "en"


class LocalizedMessage(BaseModel):
    """A text the client translates: a stable code, and the values that fill its placeholders."""

    code: str
    params: dict[str, Any] = {}


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known(name: str) -> str:
    if name not in _zones():
        code = "time_zone_unknown"
        raise PydanticCustomError(code, "This is not a time zone of the IANA database")
    return name


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Moscow"]), AfterValidator(_known)]
