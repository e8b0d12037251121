"""Which providers this installation takes payments with, as the settings say at the moment of use.

They are read in the transaction that prepares a call, never kept: a change counts at once in every
process. The call itself is made after that transaction, with what it found.
"""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.metrics import measured
from app.features.billing.errors import ProviderUnknownError
from app.features.billing.providers.base import Gateway
from app.features.billing.providers.sandbox import SandboxGateway
from app.features.settings import service as settings
from app.features.settings.schemas import PaymentSettings

_installed: dict[str, Gateway] = {}


async def _sandbox(session: AsyncSession) -> tuple[Gateway | None, bool]:
    values, secrets = await settings.values_and_secrets(session, PaymentSettings)
    if not values.url or not secrets.keys() >= PaymentSettings.SECRETS.keys():
        return None, False
    made = SandboxGateway(values.url, secrets["api_key"], secrets["webhook_secret"])
    return made, values.enabled


_KNOWN: dict[str, Callable[[AsyncSession], Awaitable[tuple[Gateway | None, bool]]]] = {
    SandboxGateway.name: _sandbox
}


def install(gateway: Gateway) -> None:
    """Take payments with this gateway under its name from now on, whatever the settings say."""
    _installed[gateway.name] = gateway


async def available(session: AsyncSession) -> list[str]:
    """Return the names of the providers that customers are offered, in a fixed order."""
    names = sorted(_KNOWN.keys() | _installed.keys())
    return [name for name in names if (await _found(session, name))[1]]


async def _found(session: AsyncSession, name: str) -> tuple[Gateway | None, bool]:
    """Return a provider where it is set up, and whether customers are offered it."""
    if name in _installed:
        return _installed[name], True
    make = _KNOWN.get(name)
    return await make(session) if make else (None, False)


async def gateway(session: AsyncSession, name: str) -> Gateway:
    """Return a provider, offered or not; raises ProviderUnknownError where it is not set up."""
    found, _ = await _found(session, name)
    if found is None:
        raise ProviderUnknownError
    return measured(found, "payment", name)


async def require_offered(session: AsyncSession, name: str) -> None:
    """Refuse a new payment at a provider that takes none; raises ProviderUnknownError."""
    _, offered = await _found(session, name)
    if not offered:
        raise ProviderUnknownError
