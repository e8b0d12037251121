"""Tickets for sockets, and the socket of events: topics come and go, resumable by position.

Every message is a JSON text of at most 4 KiB. From the client: `subscribe` (`topics`, `after`),
`unsubscribe` (`topics`), `ping`. From the server: `ready`, `topics`, `event`, `pong`, `error`.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.auth.authenticator import Authenticator
from app.auth.dependencies import SignedIn
from app.core import json
from app.realtime import tickets
from app.realtime.delivery import CLOSE_SECONDS
from app.realtime.hub import Hub
from app.realtime.message import EventMessage
from app.realtime.models import TicketPurpose
from app.realtime.subscription import ALL_TOPICS, EndReason, Subscription
from app.web.client import client_ip
from app.web.dependencies import Session
from app.web.drop import drop
from app.web.router import Router
from app.web.sockets import CODES, PROTOCOL, Allowance, CloseCode, SocketCaller, SocketPolicy

router = Router(prefix="/realtime", tags=["events"])
FRAME_BYTES = 4 * 1024
MAX_TOPICS = 64
_IDLE_SECONDS = 3_600.0

Topic = Annotated[str, Field(pattern=r"^(\*|[a-z_]{1,40})$")]
EventCaller = Annotated[SocketCaller, Depends(SocketPolicy(TicketPurpose.EVENTS))]


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Subscribe(_Command):
    """Hear these topics too (`*`: all), first what came after a position."""

    type: Literal["subscribe"]
    topics: list[Topic] = Field(min_length=1, max_length=MAX_TOPICS)
    after: int | None = Field(default=None, ge=0)


class Unsubscribe(_Command):
    """Hear these topics no more."""

    type: Literal["unsubscribe"]
    topics: list[Topic] = Field(min_length=1, max_length=MAX_TOPICS)


class Ping(_Command):
    """Ask for a sign of life."""

    type: Literal["ping"]


Command = Subscribe | Unsubscribe | Ping
_commands: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="type")])


class TicketCreate(BaseModel):
    """Which socket is to be opened."""

    model_config = ConfigDict(extra="forbid")

    purpose: TicketPurpose = Field(examples=["events"])


class TicketRead(BaseModel):
    """A ticket that opens one socket once, until `expires_at`."""

    ticket: str
    protocol: str = Field(examples=[PROTOCOL])
    expires_at: datetime


@router.post(
    "/tickets",
    operation_id="sockets_tickets_create",
    summary="Ask for a ticket that opens a socket",
    status_code=201,
)
async def create_ticket(
    request: Request, session: Session, principal: SignedIn, payload: TicketCreate
) -> TicketRead:
    """Open `wss://…/api/v1/realtime/socket` with the subprotocols `protocol` and `ticket.<ticket>`.

    The ticket counts once, for half a minute. The socket tells of the account's events (staff:
    everybody's): send `{"type": "subscribe", "topics": ["invoice", "service"], "after": 42}`; a
    topic is the first word of an event's type, `*` all of them; `after` is the position heard last.
    Messages have at most 4 KiB, 20 a second. It is closed with 4401 when the caller's rights change
    (ask for another ticket), 4408 for a reader who is too slow (resume by position), 4429 for too
    many messages, 4400 for one that is not understood, 1009 for one that is too large, 1012 when
    the server restarts.
    """
    authenticator: Authenticator = request.app.state.authenticator
    authorization, ip = request.headers.get("authorization"), client_ip(request.scope)
    credential = authenticator.credential(principal, authorization, ip)
    made = await tickets.issue(session, credential, payload.purpose)
    return TicketRead(ticket=made.secret, protocol=PROTOCOL, expires_at=made.expires_at)


@router.websocket("/socket")
async def event_socket(socket: WebSocket, caller: EventCaller) -> None:
    """Send events until the client leaves or is disconnected."""
    hub: Hub = socket.app.state.hub
    reader = caller.principal, caller.credential
    hub.check(*reader)
    async with hub.subscribe(*reader, topics=frozenset()) as (subscription, position):
        await socket.accept(PROTOCOL)
        await _EventSocket(socket, hub, subscription).run(position)


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel the task and raise the defect there was."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def frame(message: EventMessage, data: bytes) -> bytes:
    """Return an event as a message of the socket."""
    return b'{"type":"event","position":%d,"event":%b}' % (message.position, data)


class _EventSocket:
    """One client: its commands change its subscription, all frames go through one writer."""

    def __init__(self, socket: WebSocket, hub: Hub, subscription: Subscription) -> None:
        self._socket, self._hub, self._subscription = socket, hub, subscription
        self._allowance = Allowance()
        self._refusal: CloseCode | None = None
        self._here = True

    async def run(self, position: int) -> None:
        """Read and write until one side ends it."""
        self._tell(type="ready", position=position)
        hearing = asyncio.create_task(self._hear())
        try:
            await self._hub.delivery(self._subscription, frame, self._write).run(_IDLE_SECONDS)
            if self._here:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._socket.close(self._code(), self._code().name.lower())
        except TimeoutError:
            drop(self._socket.scope)
        except WebSocketDisconnect:
            pass
        finally:
            await _ended(hearing)

    def _code(self) -> CloseCode:
        return self._refusal or CODES[self._subscription.ended or EndReason.LEFT]

    async def _write(self, frames: Sequence[bytes]) -> None:
        try:
            for one in frames:
                await self._socket.send({"type": "websocket.send", "text": one.decode()})
        except RuntimeError as error:  # uvicorn's, of a client that it dropped: no pong came
            raise WebSocketDisconnect(CloseCode.GOING_AWAY) from error

    async def _hear(self) -> None:
        """Read commands; at a violation remember its close code, and end."""
        try:
            while self._refusal is None:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    self._here = False
                    break
                self._refusal = await self._refused(message)
        finally:
            self._subscription.end(EndReason.LEFT)

    async def _refused(self, message: Any) -> CloseCode | None:  # noqa: ANN401  ASGI's message
        content = message.get("text") or message.get("bytes") or ""
        if len(content) > FRAME_BYTES:
            return CloseCode.TOO_BIG
        if not self._allowance.spend():
            return CloseCode.TOO_MANY_MESSAGES
        try:
            command = _commands.validate_json(content)
        except ValidationError:
            return CloseCode.MALFORMED
        await self._do(command)
        return None

    async def _do(self, command: Command) -> None:
        if isinstance(command, Ping):
            self._tell(type="pong")
            return
        named, heard = frozenset(command.topics), self._subscription.topics
        unknown = named - self._hub.topics
        if unknown:
            self._tell(type="error", code="topic_unknown", topics=sorted(unknown))
            return
        after = command.after if isinstance(command, Subscribe) else None
        wanted = heard | named if isinstance(command, Subscribe) else heard - named
        topics = frozenset((ALL_TOPICS,)) if ALL_TOPICS in wanted else wanted

        def notice(position: int) -> bytes:
            return json.dumps({"type": "topics", "topics": sorted(topics), "position": position})

        await self._hub.change_topics(self._subscription, topics, after, notice)

    def _tell(self, **message: Any) -> None:  # noqa: ANN401  what JSON takes
        self._subscription.put(json.dumps(message))
