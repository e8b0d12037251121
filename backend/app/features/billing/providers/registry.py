"""Which providers this installation takes payments with."""

from collections.abc import Callable

from app.core.metrics import measured
from app.core.settings import Settings, get_settings
from app.features.billing.errors import ProviderUnknownError
from app.features.billing.providers.base import Gateway
from app.features.billing.providers.sandbox import SandboxGateway

_installed: dict[str, Gateway] = {}


def _sandbox(settings: Settings) -> Gateway | None:
    if not settings.sandbox_payments_url:
        return None
    return SandboxGateway(
        settings.sandbox_payments_url,
        settings.sandbox_payments_secret.get_secret_value(),
        settings.sandbox_payments_webhook_secret.get_secret_value(),
    )


_KNOWN: dict[str, Callable[[Settings], Gateway | None]] = {SandboxGateway.name: _sandbox}


def install(gateway: Gateway) -> None:
    """Take payments with this gateway under its name from now on."""
    _installed[gateway.name] = gateway


def available() -> list[str]:
    """Return the names of the providers that are set up, in a fixed order."""
    return [name for name in sorted(_KNOWN.keys() | _installed.keys()) if _found(name)]


def _found(name: str) -> Gateway | None:
    if name not in _installed:
        make = _KNOWN.get(name)
        made = make(get_settings()) if make else None
        if made is None:
            return None
        install(made)
    return _installed[name]


def gateway(name: str) -> Gateway:
    """Return a provider; raises ProviderUnknownError where it is not set up."""
    found = _found(name)
    if found is None:
        raise ProviderUnknownError
    return measured(found, "payment", name)
