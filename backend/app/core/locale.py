"""Where a reader is: the language of texts and the time zone of a day."""

from collections.abc import Iterable
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


class _TimeZones:
    """The zones that every consumer takes: Python's, less the machine's own, and the database's."""

    def __init__(self) -> None:
        self._database: frozenset[str] | None = None

    def restrict(self, names: Iterable[str]) -> None:
        """Accept only what the database knows as well; asked for once, at the start."""
        self._database = frozenset(names)
        self.accepted.cache_clear()

    def forget(self) -> None:
        """Reset to what Python alone knows."""
        self._database = None
        self.accepted.cache_clear()

    @lru_cache(maxsize=1)  # noqa: B019  there is one for the process
    def accepted(self) -> frozenset[str]:
        """Return every name a person may choose."""
        found = {name for name in available_timezones() if _is_portable(name)}
        return frozenset(found if self._database is None else found & self._database)


def _is_portable(name: str) -> bool:
    """Tell whether the name means the same on another machine (`localtime` does not)."""
    return name not in _OF_THIS_MACHINE and not name.startswith(("posix/", "right/"))


_OF_THIS_MACHINE = frozenset({"localtime", "posixrules", "Factory", "leapseconds"})
TIME_ZONES = _TimeZones()


def _known_zone(name: str) -> str:
    if name not in TIME_ZONES.accepted():
        code = "time_zone_unknown"
        raise PydanticCustomError(code, "This is not a time zone of the IANA database")
    return name


TimeZone = Annotated[
    str, Field(max_length=64, examples=["Europe/Moscow"]), AfterValidator(_known_zone)
]
