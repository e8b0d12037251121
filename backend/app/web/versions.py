"""`ETag` of what is versioned, and `If-Match` of edits (RFC 9110, 8.8.3 and 13.1.1).

A route whose answer has `version: Version` says it as `ETag`. An edit of what people share takes
`ExpectedVersion`: without `If-Match` it answers 428, with one of another version 412.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.core import json
from app.core.errors import PreconditionRequiredError
from app.dao.version import ETAG, Expected

Handler = Callable[[Request], Awaitable[Response]]
_TAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')
_OK = 200
_MULTIPLE = 300


def etag(version: int) -> str:
    """Return a version as a validator."""
    return f'"{version}"'


def is_versioned(model: object) -> bool:
    """Tell whether answers of this type carry a `Version`."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    field = model.model_fields.get("version")
    return field is not None and _marked(field)


def _marked(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and ETAG in extra


def tagged(route: APIRoute, handler: Handler) -> Handler:
    """Return a handler that says the version of what it answers; others stay as they are."""
    if not is_versioned(route.response_model):
        return handler

    async def tag(request: Request) -> Response:
        response = await handler(request)
        if _OK <= response.status_code < _MULTIPLE and response.body:
            response.headers["ETag"] = etag(version_of(bytes(response.body)))
        return response

    return tag


def version_of(body: bytes) -> int:
    """Return the version in a JSON answer."""
    found: int = json.loads(body)["version"]
    return found


_GIVEN = Header(alias="If-Match", description="The `ETag` of what was read, or `*`")


async def _required(if_match: Annotated[str | None, _GIVEN] = None) -> Expected:
    if if_match is None:
        raise PreconditionRequiredError
    return _parsed(if_match)


async def _offered(if_match: Annotated[str | None, _GIVEN] = None) -> Expected:
    return Expected() if if_match is None else _parsed(if_match)


def _parsed(if_match: str) -> Expected:
    """Read validators; a proxy that compresses makes ours weak, so that is forgiven."""
    if if_match.strip() == "*":
        return Expected()
    return Expected(frozenset(int(version) for version in _TAG.findall(if_match)))


ExpectedVersion = Annotated[Expected, Depends(_required)]
"""What the editor has seen, of what several people edit: required."""

OfferedVersion = Annotated[Expected, Depends(_offered)]
"""The same where it may be left out."""
