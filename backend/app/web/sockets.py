"""Admission of every WebSocket: host and origin (`guard`), ticket, rights, limits, close codes.

A browser's socket can send no header of its own, so the ticket comes as a second subprotocol:
`Sec-WebSocket-Protocol: hostwright.v1, ticket.<ticket>`. What is refused here is refused before the
connection is upgraded, with a status and a problem document.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from time import monotonic

from fastapi import WebSocket

from app.auth.authenticator import Authenticator, Credential
from app.auth.dependencies import Policy
from app.auth.principal import Principal
from app.auth.ratelimit import RateLimiter, RouteClass
from app.core import context
from app.dao.session import Database
from app.realtime.errors import TicketInvalidError
from app.realtime.models import TicketPurpose
from app.realtime.subscription import EndReason
from app.realtime.tickets import redeem
from app.web import impersonation
from app.web.client import client_ip

PROTOCOL = "hostwright.v1"
_TICKET = "ticket."


class CloseCode(IntEnum):
    """Why a socket was closed; the private ones are 4000 and the HTTP status they resemble."""

    GOING_AWAY = 1001
    TOO_BIG = 1009
    RESTART = 1012
    MALFORMED = 4400
    RIGHTS_CHANGED = 4401
    TOO_SLOW = 4408
    TOO_MANY_MESSAGES = 4429


CODES = {
    EndReason.LEFT: CloseCode.GOING_AWAY,
    EndReason.STOPPING: CloseCode.RESTART,
    EndReason.RIGHTS_CHANGED: CloseCode.RIGHTS_CHANGED,
    EndReason.TOO_SLOW: CloseCode.TOO_SLOW,
}


@dataclass(frozen=True, slots=True)
class SocketCaller:
    """Who opened a socket, and the credential that loads it again."""

    principal: Principal
    credential: Credential


@dataclass(frozen=True, slots=True)
class SocketPolicy:
    """What a socket asks of its caller: a ticket for its purpose, and then as an endpoint does."""

    purpose: TicketPurpose
    policy: Policy = field(default_factory=Policy)

    async def __call__(self, socket: WebSocket) -> SocketCaller:
        """Use the ticket up and check whom it admits, as a FastAPI dependency.

        Raises TicketInvalidError, UnauthenticatedError, TooManyRequestsError and what
        `Policy.check` raises.
        """
        authenticator: Authenticator = socket.app.state.authenticator
        database: Database = socket.app.state.database
        ticket = _ticket_of(socket)
        async with database.unit_of_work() as session:
            credential = await redeem(session, ticket, self.purpose, client_ip(socket.scope))
        principal = self.policy.check(await authenticator.reload(credential))
        context.bind(actor=principal.actor())
        socket.state.principal = principal
        limiter: RateLimiter = socket.app.state.limiter
        await limiter.caller(socket.scope, RouteClass.READ, principal)  # type: ignore[arg-type] # a dictionary in practice
        async with database.unit_of_work() as session:
            await impersonation.note(socket, session)
        return SocketCaller(principal, credential)


def _ticket_of(socket: WebSocket) -> str:
    offered: list[str] = socket.scope.get("subprotocols", [])
    tickets = [name.removeprefix(_TICKET) for name in offered if name.startswith(_TICKET)]
    if PROTOCOL not in offered or len(tickets) != 1:
        raise TicketInvalidError
    return tickets[0]


class Allowance:
    """How many messages a socket may send: `burst` at once, `rate` a second in the long run."""

    def __init__(self, rate: float = 20.0, burst: int = 40) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._at = monotonic()

    def spend(self) -> bool:
        """Take one message; False where there is none left."""
        now = monotonic()
        self._left = min(self._left + (now - self._at) * self._rate, self._burst)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
