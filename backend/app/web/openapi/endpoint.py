"""The document over HTTP: built once a process, sent with a validator (RFC 9110, 8.8)."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from fastapi import FastAPI, Request, Response
from starlette.routing import Route

from app.core import json
from app.web.conditional import unchanged

_PATH = "/api/v1/openapi.json"
_MAX_AGE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Built:
    """The finished document and its validator."""

    body: bytes
    etag: str


class DocumentEndpoint:
    """Answers the document; the first request builds it, in a thread, others wait for that."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._built: Built | None = None
        self._building = asyncio.Lock()

    async def __call__(self, request: Request) -> Response:
        """Answer the document, or 304 where the caller has it."""
        built = self._built or await self._once()
        headers = {"ETag": built.etag, "Cache-Control": _MAX_AGE}
        if unchanged(request.headers.get("if-none-match"), built.etag):
            return Response(status_code=304, headers=headers)
        return Response(built.body, headers=headers, media_type="application/json")

    async def _once(self) -> Built:
        async with self._building:
            if self._built is None:
                self._built = await asyncio.to_thread(self._build)
            return self._built

    def _build(self) -> Built:
        body = json.dumps(self._app.openapi())
        return Built(body, f'"{sha256(body).hexdigest()[:32]}"')


def route(app: FastAPI) -> Route:
    """Return the route of the document."""
    endpoint = DocumentEndpoint(app)

    async def document(request: Request) -> Response:
        return await endpoint(request)

    return Route(_PATH, document, name="openapi")
