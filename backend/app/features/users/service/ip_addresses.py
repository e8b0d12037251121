"""The addresses a person came from: one row each, counted at sign-in and at refresh."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.settings import get_settings
from app.dao.scope import Scope
from app.dao.session import Reads
from app.events.outbox import publish
from app.events.users import SignedInFromNewPlace
from app.features.settings import service as settings
from app.features.settings.schemas import RetentionSettings
from app.features.users.dao.ip_addresses import ADDRESSES, IpAddressLogDAO, Known
from app.features.users.dao.people import UserDAO
from app.features.users.providers.geoip import location_of, network_of
from app.features.users.schemas.devices import AddressQuery
from app.features.users.service.agents import device_of, with_devices


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from; `device` is the cookie that an earlier sign-in left there."""

    ip: str
    user_agent: str
    device: str = ""


async def note(session: AsyncSession, user_id: UUID, origin: Origin) -> None:
    """Note where the person came from with a refresh; nobody is told.

    A telephone wanders through networks all day.
    """
    seen = {
        "user_id": user_id,
        "ip": origin.ip,
        "network": network_of(origin.ip),
        "location": await _location(session, user_id, origin.ip),
        "user_agent": origin.user_agent,
        "now": clock.now(),
    }
    await IpAddressLogDAO(session).note(seen)


async def tell(
    session: AsyncSession, user_id: UUID, origin: Origin, location: str | None, known: Known
) -> None:
    """Tell the person of a sign-in from a network not seen before, unless it is the first one."""
    if known.person and not known.network:
        device = _device(origin.user_agent)
        event = SignedInFromNewPlace(user_id=user_id, ip=origin.ip, place=location, device=device)
        await publish(session, event, account_id=None)


def _device(header: str) -> str:
    device = device_of(header)
    return ", ".join(filter(None, (device.browser, device.os)))


async def _location(session: AsyncSession, user_id: UUID, ip: str) -> str | None:
    if get_settings().geoip_database is None:
        return None
    return location_of(ip, (await UserDAO(session).get(user_id)).locale)


async def read_addresses(reads: Reads, user_id: UUID, query: AddressQuery) -> bytes:
    """Return a page of the person's addresses as `PageRead[AddressRead]`."""
    return with_devices(await ADDRESSES.page(reads, query, Scope.all(), user_id=user_id))


async def purge_addresses(session: AsyncSession) -> None:
    """Forget the addresses nobody came from for as many days as the settings say."""
    before = clock.now() - timedelta(
        days=(await settings.values(session, RetentionSettings)).address_log_days
    )
    gone = await IpAddressLogDAO(session).purge(before)
    if gone:
        logger.info("forgot {} addresses last seen before {}", gone, before.date())
