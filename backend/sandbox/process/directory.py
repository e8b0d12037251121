"""The process driver's disk: one directory an instance, changed under one lock a name.

<root>/<name>/spec.json      what it shall be, and whose it is
<root>/<name>/wanted         `running` or `stopped`: what the panel asked for last
<root>/<name>/launch.json    the command line, environment and limits of the last start
<root>/<name>/supervisor.pid supervisor.lock state.json logs/ site/ data/
<root>/.new-<name> .gone-<name>   half made, half removed: leftovers
"""

import contextlib
import fcntl
import html
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.json import dumps, loads
from app.features.deployments.providers.errors import DriverTimeoutError, InvalidSpecError
from app.features.deployments.providers.spec import ContainerSpec, check_name

_TEMPLATE = Path(__file__).parent / "programs" / "index.html"
_POLL_SECONDS = 0.01
_LEFTOVER_PREFIXES = (".new-", ".gone-")


@dataclass(frozen=True)
class InstanceDirectory:
    """One instance's files below `root`; the name is checked, so no path can leave it."""

    root: Path
    name: str

    def __post_init__(self) -> None:
        """Refuse a name that is a path."""
        check_name(self.name)

    @property
    def path(self) -> Path:
        """Where the instance lives when it exists."""
        return self.root / self.name

    @contextlib.contextmanager
    def lock(self, seconds: float) -> Iterator[None]:
        """Be the only one who changes this instance; raises DriverTimeoutError.

        The lock file goes away with the lock, hence the check that it is still the one there.
        """
        path = self.root / f".lock-{self.name}"
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = time.monotonic() + seconds
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if _flock(handle) and _is_at(handle, path):
                break
            os.close(handle)
            if time.monotonic() > deadline:
                raise DriverTimeoutError(detail=f"{self.name} is being changed by somebody else")
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def read_spec(self, node_id: str | None = None) -> ContainerSpec | None:
        """Return the spec, or None when there is nothing (of node `node_id`) here."""
        return _read_spec(self.path, node_id)

    def make(self, spec: ContainerSpec, node_id: str) -> None:
        """Create the directory as a whole, or bring its spec up to date."""
        if self.path.exists():
            _write(self.path / "spec.json", _record(spec, node_id))
            return
        fresh = self.root / f".new-{self.name}"
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in ("logs", "site", "data"):
            (fresh / folder).mkdir(mode=0o700, parents=True)
        page = _TEMPLATE.read_text().replace("@HOSTNAME@", html.escape(spec.hostname))
        (fresh / "site" / "index.html").write_text(page)
        (fresh / "wanted").write_text("stopped")
        _write(fresh / "spec.json", _record(spec, node_id))
        fresh.rename(self.path)

    def remove(self) -> None:
        """Remove everything, leftovers of earlier attempts included."""
        gone = self.root / f".gone-{self.name}"
        if self.path.exists():
            shutil.rmtree(gone, ignore_errors=True)
            self.path.rename(gone)
        for prefix in _LEFTOVER_PREFIXES:
            leftovers = self.root / f"{prefix}{self.name}"
            if leftovers.exists():
                shutil.rmtree(leftovers)

    def want(self, status: str) -> None:
        """Note what was asked for last, so that a restart of the machine can bring it back."""
        _write(self.path / "wanted", status)

    @property
    def wanted(self) -> str:
        """What was asked for last: `running` or `stopped`."""
        return _read(self.path / "wanted") or "stopped"

    def write_plan(self, plan: dict[str, Any]) -> None:
        """Leave the supervisor its orders."""
        _write(self.path / "launch.json", dumps(plan).decode())

    def read_state(self) -> dict[str, Any]:
        """Return the supervisor's last word about its child, or an empty dictionary."""
        with contextlib.suppress(ValueError):
            state = loads(_read(self.path / "state.json") or "{}")
            return state if isinstance(state, dict) else {}
        return {}

    def supervisor(self) -> tuple[int, int]:
        """Return the supervisor's noted (pid, start ticks); zeros when there is no note."""
        parts = _read(self.path / "supervisor.pid").split()
        return (int(parts[0]), int(parts[1])) if len(parts) > 1 else (0, 0)


def instance_names(root: Path) -> tuple[list[str], list[str]]:
    """Return the names of (instances, leftovers) below `root`."""
    entries = sorted(entry.name for entry in root.iterdir()) if root.exists() else []
    whole = [name for name in entries if not name.startswith(".")]
    leftovers = {
        name.removeprefix(prefix)
        for name in entries
        for prefix in _LEFTOVER_PREFIXES
        if name.startswith(prefix)
    }
    return whole, sorted(leftovers - set(whole))


def _record(spec: ContainerSpec, node_id: str) -> str:
    return dumps({"node_id": node_id, "spec": spec.to_dict()}).decode()


def _read_spec(path: Path, node_id: str | None) -> ContainerSpec | None:
    with contextlib.suppress(ValueError, KeyError, InvalidSpecError):
        record = loads(_read(path / "spec.json") or "{}")
        if node_id in {None, record.get("node_id")}:
            return ContainerSpec.from_dict(record["spec"])
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text)
    fresh.replace(path)


def _flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
