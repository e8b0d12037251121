"""The live stream: every event of the account, in order, resumable by `Last-Event-ID`.

Wire format: WHATWG HTML, section 9.2 (server-sent events).
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from app.auth.authenticator import Authenticator
from app.auth.dependencies import SignedIn
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import json
from app.core.errors import ForbiddenError, UnauthenticatedError
from app.dao.scope import Scope
from app.events.feed import EventFeed, Listener, visible
from app.events.models import EventRow
from app.web.client import client_ip

router = APIRouter(tags=["events"])
_PING_SECONDS = 3.0
"""With the second that an answer of the authenticator is trusted: streams end within five."""

Rights = tuple[UUID | None, frozenset[UUID] | None, frozenset[Permission], frozenset[Permission]]


def _frame(row: EventRow, access: Mapping[str, Permission], held: frozenset[Permission]) -> bytes:
    """Return the event as a frame; who may not read its payload hears of it without."""
    data = {
        "id": row.id,
        "type": row.type,
        "occurred_at": row.occurred_at,
        "account_id": row.account_id,
        "payload": row.payload if access.get(row.type) in held else {},
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
    """Follow the account's events (staff: everybody's) while what the caller may do stays."""
    stream = _Stream(request, principal)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    body = stream.frames(last_event_id)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


def _rights(principal: Principal) -> Rights:
    return (
        principal.account_id,
        principal.services,
        principal.permissions,
        principal.staff_permissions,
    )


class _Stream:
    """One reader's connection."""

    def __init__(self, request: Request, principal: Principal) -> None:
        self._feed: EventFeed = request.app.state.feed
        self._access: Mapping[str, Permission] = request.app.state.event_access
        self._authenticator: Authenticator = request.app.state.authenticator
        self._authorization = request.headers.get("authorization")
        self._ip = client_ip(request.scope)
        if principal.account_id is None and not principal.staff:
            raise ForbiddenError
        self._rights = _rights(principal)
        self._held = principal.staff_permissions if principal.staff else principal.permissions
        self._scope = Scope.all() if principal.staff else principal.scope()

    async def frames(self, last: int | None) -> AsyncGenerator[bytes, None]:
        """Yield what was missed, then what happens, until the session ends."""
        async with self._feed.listen(self._scope) as listener:
            position = self._feed.position if last is None else last
            yield b"retry: 1000\nid: %d\n\n" % position
            if last is not None:
                while missed := await self._feed.since(position, self._scope):
                    for row in missed:
                        if not await self._alive():
                            return
                        position = row.position or position
                        if visible(row, self._scope):
                            yield _frame(row, self._access, self._held)
            while await self._alive() and not listener.lagged:
                for row in await self._news(listener):
                    if not await self._alive():
                        return
                    if (row.position or 0) > position:
                        position = row.position or position
                        yield _frame(row, self._access, self._held)
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
        """Tell whether the caller may still do what they might when the stream began."""
        try:
            now = await self._authenticator.principal(self._authorization, self._ip)
        except UnauthenticatedError:
            return False
        return _rights(now) == self._rights
