"""The live stream: every fact of the account, in order, resumable by `Last-Event-ID`.

Wire format: WHATWG HTML, section 9.2 (server-sent events).
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from app.auth.authenticator import Authenticator
from app.auth.dependencies import SignedIn
from app.auth.principal import Principal
from app.core import json
from app.core.errors import ForbiddenError, UnauthenticatedError
from app.dao.scope import Scope
from app.events.feed import EventFeed, Listener, visible
from app.events.models import EventRow
from app.web.client import client_ip

router = APIRouter(tags=["events"])
_PING_SECONDS = 3.0


def _frame(row: EventRow) -> bytes:
    data = {
        "id": row.id,
        "type": row.type,
        "occurred_at": row.occurred_at,
        "account_id": row.account_id,
        "payload": row.payload,
    }
    head = f"id: {row.position}\nevent: {row.type}\ndata: ".encode()
    return head + json.dumps(data) + b"\n\n"


@router.get(
    "/events",
    operation_id="events_stream",
    summary="Live stream of events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def stream_events(
    request: Request,
    principal: SignedIn,
    last_event_id: Annotated[int | None, Header(alias="Last-Event-ID", ge=0)] = None,
) -> StreamingResponse:
    """Follow the account's events (staff: everybody's); ends when the session does."""
    stream = _Stream(request, principal)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = stream.frames(last_event_id)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


class _Stream:
    """One reader's connection."""

    def __init__(self, request: Request, principal: Principal) -> None:
        self._feed: EventFeed = request.app.state.feed
        self._authenticator: Authenticator = request.app.state.authenticator
        self._authorization = request.headers.get("authorization")
        self._ip = client_ip(request.scope)
        if principal.account_id is None and not principal.staff:
            raise ForbiddenError
        self._scope = Scope.all() if principal.staff else principal.scope()

    async def frames(self, last: int | None) -> AsyncIterator[bytes]:
        """Yield what was missed, then what happens, until the session ends."""
        async with self._feed.listen(self._scope) as listener:
            position = self._feed.position if last is None else last
            yield b"retry: 1000\nid: %d\n\n" % position
            if last is not None:
                while missed := await self._feed.since(position, self._scope):
                    for row in missed:
                        position = row.position or position
                        if visible(row, self._scope):
                            yield _frame(row)
            while await self._alive() and not listener.lagged:
                for row in await self._news(listener):
                    if (row.position or 0) > position:
                        position = row.position or position
                        yield _frame(row)
                yield b": ping\n\n"

    @staticmethod
    async def _news(listener: Listener) -> list[EventRow]:
        try:
            async with asyncio.timeout(_PING_SECONDS):
                rows = [await listener.queue.get()]
        except TimeoutError:
            return []
        while not listener.queue.empty():
            rows.append(listener.queue.get_nowait())
        return rows

    async def _alive(self) -> bool:
        try:
            now = await self._authenticator.principal(self._authorization, self._ip)
        except UnauthenticatedError:
            return False
        if now.account_id is None and not now.staff:
            return False
        return self._scope == (Scope.all() if now.staff else now.scope())
