"""Which code talks to which kind of node. The one door for the workflow: `driver_for(node)`."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from app.core.settings import get_settings
from app.core.transactions import require_none_open
from app.features.deployments.providers.base import Driver, InvalidSpecError, NodeTarget

_HERE = __name__.rpartition(".")[0]
Factory = Callable[[NodeTarget], Driver]


def _process(node: NodeTarget) -> Driver:
    settings = get_settings()
    module = import_module(f"{_HERE}.process")
    root = Path(node.endpoint) if node.endpoint else settings.instances_dir
    driver: Driver = module.ProcessDriver(node, root, production=settings.production)
    return driver


def _docker(node: NodeTarget) -> Driver:
    # Imported late: the Engine client costs a quarter of a second that the API need not pay.
    module = import_module(f"{_HERE}.docker")
    driver: Driver = module.DockerDriver(node, node.endpoint or get_settings().docker_host)
    return driver


_FACTORIES: dict[str, Factory] = {"process": _process, "docker": _docker}


def driver_for(node: NodeTarget) -> Driver:
    """Return a new driver for `node`; close it after use (it is a context manager).

    Raises InvalidSpecError for an unknown driver, DriverForbiddenError for one not allowed here,
    NetworkInTransactionError where a transaction is open.
    """
    require_none_open(f"a driver for node {node.node_id}")
    factory = _FACTORIES.get(node.driver)
    if factory is None:
        raise InvalidSpecError(detail=f"no driver is called {node.driver!r}", field="driver")
    return factory(node)


def register(name: str, factory: Factory) -> None:
    """Make `factory` answer for nodes whose driver is `name` (a plug-in, a test's fake)."""
    _FACTORIES[name] = factory
