"""Which code talks to which kind of node. The one door for the workflow: `driver_for(node)`."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from pkgutil import resolve_name

from app.core.requests import require_worker
from app.core.settings import get_settings
from app.core.transactions import require_none_open
from app.features.deployments.providers.base import (
    Driver,
    InstanceKind,
    InvalidSpecError,
    NodeTarget,
)
from app.features.deployments.providers.settings import DockerSettings, DriverSettings

_HERE = __name__.rpartition(".")[0]
Factory = Callable[[NodeTarget], Driver]


def _docker(node: NodeTarget) -> Driver:
    # Imported late: the Engine client costs a quarter of a second that the API need not pay.
    module = import_module(f"{_HERE}.docker.driver")
    client = import_module(f"{_HERE}.docker.client")
    endpoint = node.endpoint or get_settings().docker_engine or module.DEFAULT_ENDPOINT
    engine = client.shared_engine(node.node_id, endpoint, node.secrets, module.SECONDS)
    driver: Driver = module.DockerDriver(node, endpoint, engine=engine)
    return driver


def _qemu(node: NodeTarget) -> Driver:
    # Imported late, as above: what speaks to the monitor and writes disks is for workers only.
    made: Driver = import_module(f"{_HERE}.qemu.driver").QemuDriver(node)
    return made


_FACTORIES: dict[str, Factory] = {"docker": _docker, "qemu": _qemu}
_CONTAINERS = frozenset({InstanceKind.CONTAINER})
_KINDS: dict[str, frozenset[InstanceKind]] = {
    "docker": _CONTAINERS,
    "qemu": frozenset({InstanceKind.VIRTUAL_MACHINE}),
}
# Nodes of these cannot be registered yet: no service that is sold runs there.
_NOT_OFFERED = frozenset({"qemu"})
_SETTINGS: dict[str, type[DriverSettings]] = {"docker": DockerSettings}


def driver_settings() -> Mapping[str, type[DriverSettings]]:
    """Return what each driver that is registered here takes as a node's settings.

    A plug-in says it by an attribute `settings` of what DRIVER_PLUGINS names. One that cannot be
    imported is left out.
    """
    offered = _FACTORIES.keys() - _NOT_OFFERED
    found = {name: _SETTINGS.get(name, DriverSettings) for name in offered}
    for name in get_settings().named_plugins:
        with suppress(InvalidSpecError):
            found.setdefault(name, getattr(_plug_in(name), "settings", DriverSettings))
    return found


def kinds_of(name: str) -> frozenset[InstanceKind]:
    """Return what a driver runs; a plug-in says it by an attribute `kinds`, else containers."""
    if name in _FACTORIES:
        return _KINDS.get(name, _CONTAINERS)
    return getattr(_plug_in(name), "kinds", _CONTAINERS)


def driver_for(node: NodeTarget) -> Driver:
    """Return a new driver for `node`; close it after use (it is a context manager).

    Raises InvalidSpecError for an unknown driver, DriverForbiddenError for one not allowed here,
    NetworkInTransactionError where a transaction is open, DriverInRequestError in a request.
    """
    require_worker(f"a driver for node {node.node_id}")
    require_none_open(f"a driver for node {node.node_id}")
    return (_FACTORIES.get(node.driver) or _plug_in(node.driver))(node)


def register(name: str, factory: Factory) -> None:
    """Make `factory` answer for nodes whose driver is `name`, whatever the settings say."""
    _FACTORIES[name] = factory


def _plug_in(name: str) -> Factory:
    """Import what DRIVER_PLUGINS names; the module stays imported, so this costs once."""
    reference = get_settings().named_plugins.get(name)
    if reference is None:
        raise InvalidSpecError(detail=f"no driver is called {name!r}", field="driver")
    try:
        factory: Factory = resolve_name(reference)
    except (ImportError, AttributeError) as error:
        detail = f"DRIVER_PLUGINS: {reference} cannot be imported: {error}"
        raise InvalidSpecError(detail=detail, field="driver") from error
    return factory
