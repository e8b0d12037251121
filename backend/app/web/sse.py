"""The live stream: every event of the account, in order, resumable by `Last-Event-ID`.

Wire format: WHATWG HTML, section 9.2 (server-sent events).
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Message, Receive, Scope, Send

from app.auth.authenticator import Authenticator, Credential
from app.auth.dependencies import SignedIn
from app.auth.principal import Principal
from app.realtime.delivery import CLOSE_SECONDS
from app.realtime.errors import StoppingError, TooManyStreamsError
from app.realtime.hub import Hub
from app.realtime.message import EventMessage
from app.realtime.subscription import EndReason, Subscription
from app.web.client import client_ip
from app.web.drop import drop
from app.web.head import is_head
from app.web.problems import may_answer
from app.web.router import Router

router = Router(tags=["events"])
PING_SECONDS = 15.0
"""How long a stream is silent before it shows that it lives: proxies cut what is idle."""

_RETRY_MILLISECONDS = 1_000
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def frame(message: EventMessage, data: bytes) -> bytes:
    """Return an event as a frame of the stream."""
    return format_sse_event(data_str=data.decode(), event=message.type, id=str(message.position))


@router.get(
    "/events",
    operation_id="events_stream",
    summary="Live stream of events",
    response_class=StreamingResponse,  # by its own class FastAPI would take us for a generator
    responses={200: {"content": {"text/event-stream": {}}}},
    openapi_extra=may_answer(TooManyStreamsError, StoppingError),
)
async def stream_events(
    request: Request,
    principal: SignedIn,
    last_event_id: Annotated[int | None, Header(alias="Last-Event-ID", ge=0)] = None,
) -> StreamingResponse:
    """Follow the account's events (staff: everybody's) while what the caller may do stays.

    The stream ends when the caller's rights change, the access token runs out, the reader is too
    slow or the server stops; the next one goes on after `Last-Event-ID`.
    """
    hub: Hub = request.app.state.hub
    authenticator: Authenticator = request.app.state.authenticator
    authorization, ip = request.headers.get("authorization"), client_ip(request.scope)
    credential = authenticator.credential(principal, authorization, ip)
    hub.check(principal, credential)
    return LiveStream(hub, principal, credential, last_event_id)


class LiveStream(EventSourceResponse):
    """Writes a subscription's frames as they come; FastAPI's generator would queue each twice."""

    def __init__(
        self, hub: Hub, principal: Principal, credential: Credential, after: int | None
    ) -> None:
        super().__init__((), headers=_HEADERS)
        self._hub = hub
        self._reader = principal, credential
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until the subscription ends, or the client leaves."""
        if is_head(scope):
            await send(_start(self))
            await send(_body(b"", more=False))
            return
        async with self._hub.subscribe(*self._reader, after=self._after) as (reader, position):
            leaving = asyncio.create_task(_left(receive, reader))
            delivery = self._hub.delivery(reader, frame, partial(_write, send))
            try:
                await send(_start(self))
                await send(_body(format_sse_event(id=str(position), retry=_RETRY_MILLISECONDS)))
                await delivery.run(PING_SECONDS)
                async with asyncio.timeout(CLOSE_SECONDS):
                    await send(_body(b"", more=False))
            except TimeoutError:
                drop(scope)
                await leaving
            finally:
                leaving.cancel()


async def _write(send: Send, frames: Sequence[bytes]) -> None:
    await send(_body(b"".join(frames) or KEEPALIVE_COMMENT))


async def _left(receive: Receive, reader: Subscription) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.end(EndReason.LEFT)


def _start(response: Response) -> Message:
    headers, status = response.raw_headers, response.status_code
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(content: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": more}
