"""JSON in and out: the only place that names the library that does it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel


def _fallback(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Decimal | UUID):  # asyncpg's UUID is a child, which orjson passes on
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    message = f"{type(value).__name__} has no JSON form"
    raise TypeError(message)


def dumps(value: object) -> bytes:
    """Encode `value` as UTF-8 JSON; raises TypeError for what has no JSON form."""
    return orjson.dumps(value, default=_fallback, option=orjson.OPT_NON_STR_KEYS)


def loads(data: bytes | str) -> Any:  # noqa: ANN401  JSON has no static type
    """Decode JSON; raises ValueError where it is malformed."""
    return orjson.loads(data)
