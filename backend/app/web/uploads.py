"""What an operation takes of a body: 1 MiB, or what its route declares, as a stream.

`@router.put(..., max_body_size=multipart(FILE_BYTES))` is FastAPI's own declaration; `BodyLimit`
holds the request to it before anything is read. A body of megabytes is taken as `Content`: no
parameter of the body's own type, which would collect it in memory first.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts

from app.web.reads import template_of

BODY_LIMIT_BYTES = 1024 * 1024
_ENVELOPE_BYTES = 16 * 1024


def multipart(file_bytes: int) -> int:
    """Return how long a form with one file of so many bytes may be."""
    return file_bytes + _ENVELOPE_BYTES


async def _content(request: Request) -> AsyncIterator[bytes]:
    return request.stream()


Content = Annotated[AsyncIterator[bytes], Depends(_content)]
"""The body in pieces, as they come."""

Limits = Mapping[tuple[str, str], int]


def body_limits(app: FastAPI) -> Limits:
    """Return the limits that routes declare, in bytes, by method and path (`{}` for each id)."""
    return {
        (method, template_of(context.path_format or "")): context.max_body_size
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and context.max_body_size is not None
        for method in context.methods or ()
    }
