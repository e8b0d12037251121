"""Guesses are counted before they are made, so that neither bursts nor patience pay.

A known device of a person has a count of its own, which nobody else can use up. Every other guess
counts for its network, and for the address it is about whatever network it comes from: guesses
from ever-changing addresses are bounded too. (OWASP, device cookies)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock, json
from app.core.crypto import new_token, sign, verify
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.session import Writes
from app.features.users.dao.signing import COUNT_ATTEMPT, AttemptDAO
from app.features.users.models import User
from app.features.users.providers.geoip import network_of
from app.features.users.service.ip_addresses import Origin


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within such a span."""

    tries: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Counted:
    """The try that is about to be made; `retry_after` is in seconds."""

    tries: int
    limit: Limit
    retry_after: int

    @property
    def left(self) -> int:
        """How many more may be made after it."""
        return max(0, self.limit.tries - self.tries)

    @property
    def over(self) -> bool:
        """Whether it must not be made."""
        return self.tries > self.limit.tries

    @property
    def first_over(self) -> bool:
        """Whether it is the first one of its span that must not be made."""
        return self.tries == self.limit.tries + 1


PASSWORDS = Limit(10, timedelta(minutes=15))
UNKNOWN_DEVICES = Limit(50, timedelta(hours=1))
"""Wrong passwords of one address from all devices that are not known, wherever they are. One
network alone reaches a fifth of it: it takes many to keep the owner's new device out."""
CODES = Limit(20, timedelta(hours=1))
STEP_UPS = Limit(5, timedelta(minutes=15))


async def count(writes: Writes, key: str, limit: Limit) -> Counted:
    """Count one more try; it stays counted whatever becomes of the request."""
    now = clock.now()
    found = await COUNT_ATTEMPT.execute(
        writes, id=new_id(), key=key, now=now, until=now + limit.span
    )
    assert found is not None  # noqa: S101  an upsert always answers
    row = json.loads(found)
    left = datetime.fromisoformat(row["expires_at"]) - now
    return Counted(row["tries"], limit, max(1, int(left.total_seconds())))


async def count_password(
    writes: Writes, settings: Settings, address: str, origin: Origin
) -> Counted:
    """Count one more guess at an address's password; the answer is the limit it meets first.

    What its network's limit refuses does not count for the address.
    """
    counted = await count(writes, password_key(settings, address, origin), PASSWORDS)
    if counted.over or _device(settings, address, origin):
        return counted
    return await count(writes, _address_key(settings, address), UNKNOWN_DEVICES)


async def take_back(
    session: AsyncSession, settings: Settings, address: str, origin: Origin
) -> None:
    """Take the guess back from the address's count: the password was right, no guess at all."""
    if not _device(settings, address, origin):
        await AttemptDAO(session).take_back(_address_key(settings, address))


async def forget(session: AsyncSession, *keys: str) -> None:
    """Begin anew: the person has proven who they are."""
    await AttemptDAO(session).forget(list(keys))


async def forget_address(session: AsyncSession, settings: Settings, address: str) -> None:
    """Begin the address's count anew: it has another password, older guesses tell nothing."""
    await AttemptDAO(session).forget([_address_key(settings, address)])


def password_key(settings: Settings, address: str, origin: Origin) -> str:
    """Return what guesses at an address's password are counted by, whoever has the address."""
    device = _device(settings, address, origin)
    source = f"device:{device}" if device else f"network:{network_of(origin.ip)}"
    return _digest(settings, f"password:{address.lower()}:{source}")


def _address_key(settings: Settings, address: str) -> str:
    return _digest(settings, f"password:{address.lower()}")


def code_key(settings: Settings, user_id: UUID, address: str, origin: Origin) -> str:
    """Return what guesses at codes are counted by: all unknown devices count together.

    Only somebody who has the password can use these up.
    """
    device = _device(settings, address, origin)
    return _digest(settings, f"code:{user_id}:{device}")


def keys_of(settings: Settings, user: User, origin: Origin) -> tuple[str, str]:
    """Return what a person's guesses are counted by, here: all of it is over once they are in."""
    return (
        password_key(settings, user.email, origin),
        code_key(settings, user.id, user.email, origin),
    )


def step_up_key(settings: Settings, session_id: UUID) -> str:
    """Return what proofs within a session are counted by."""
    return _digest(settings, f"proof:{session_id}")


def device_cookie(settings: Settings, address: str, origin: Origin) -> str:
    """Return the cookie that makes this device a known one of whoever has the address."""
    nonce = _device(settings, address, origin) or new_token()
    return f"{nonce}.{sign(_secret(settings), _signed_part(address, nonce))}"


def _device(settings: Settings, address: str, origin: Origin) -> str:
    nonce, _, signature = origin.device.partition(".")
    ours = verify(_secret(settings), _signed_part(address, nonce), signature)
    return nonce if ours else ""


def _signed_part(address: str, nonce: str) -> bytes:
    return f"device:{address.lower()}:{nonce}".encode()


def _digest(settings: Settings, what: str) -> str:
    return sign(_secret(settings), f"attempt:{what}".encode())


def _secret(settings: Settings) -> str:
    return settings.secret_key.get_secret_value()
