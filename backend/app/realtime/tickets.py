"""One-time tickets authenticate a browser's socket, which can send no header."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.authenticator import Credential
from app.core import clock
from app.core.crypto import digest, new_token
from app.realtime.dao import TicketDAO
from app.realtime.errors import TicketInvalidError
from app.realtime.models import RealtimeTicket, TicketPurpose

LIFETIME = timedelta(seconds=30)
_PREFIX = "hwk_"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the client gets; only its digest is stored."""

    secret: str
    expires_at: datetime


async def issue(session: AsyncSession, credential: Credential, purpose: TicketPurpose) -> Ticket:
    """Make a ticket for the holder of the credential; expired ones are deleted."""
    now = clock.now()
    await TicketDAO(session).purge(now)
    made = Ticket(new_token(_PREFIX), now + LIFETIME)
    await TicketDAO(session).add(
        RealtimeTicket(
            digest=digest(made.secret),
            purpose=purpose,
            caller_id=credential.caller,
            token_digest=credential.token_digest,
            expires_at=made.expires_at,
        )
    )
    return made


async def redeem(session: AsyncSession, secret: str, purpose: TicketPurpose, ip: str) -> Credential:
    """Use a ticket up and return whom it admits, from this address; raises TicketInvalidError.

    What it admits to ends with the session or API token, not with the access token it was got by.
    """
    taken = await TicketDAO(session).take(digest(secret), purpose, clock.now())
    if taken is None:
        raise TicketInvalidError
    return Credential(taken.caller_id, taken.token_digest, ip)
