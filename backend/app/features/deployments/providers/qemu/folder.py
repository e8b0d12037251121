"""The driver's disk: one folder a virtual machine, changed under one lock a name.

<root>/library/<slug>/           images to take from, as infra.images.vm.build makes them
<root>/images/<checksum>/        images that were verified: what overlays lie on
<root>/<node id>/<name>/         spec.json base disk.qcow2 seed.iso console.log qmp.sock …
<root>/<node id>/.new-<name> .gone-<name>   half made, half removed: leftovers
"""

import contextlib
import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.json import dumps, loads
from app.features.deployments.providers.base import (
    DriverTimeoutError,
    InvalidSpecError,
    NameTakenError,
    VirtualMachineSpec,
    check_name,
)

SPEC, BASE, DISK, SEED = "spec.json", "base", "disk.qcow2", "seed.iso"
QMP, SERIAL, AGENT = "qmp.sock", "serial.sock", "agent.sock"
CONSOLE, ERRORS = "console.log", "qemu.log"
_POLL_SECONDS = 0.01
_ROOT = re.compile(r"dir://(/[^\0\n]*)")
_RESERVED = frozenset({"images", "library"})
_NEW, _GONE = ".new-", ".gone-"


def root_of(endpoint: str, node_id: str) -> Path:
    """Return the folder that `dir:///path` names; raises InvalidSpecError."""
    found = _ROOT.fullmatch(endpoint)
    if not found or ".." in Path(found[1]).parts or check_name(node_id) in _RESERVED:
        raise InvalidSpecError(detail="the endpoint is no dir:///path", field="endpoint")
    return Path(found[1])


def acquire(path: Path) -> int | None:
    """Take a lock file, or return None where somebody has it; to be given to `release`.

    The file goes away with the lock, hence the check that it is still the one there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if _flock(handle) and _is_at(handle, path):
        return handle
    os.close(handle)
    return None


def release(path: Path, handle: int) -> None:
    """Give a lock file back."""
    path.unlink(missing_ok=True)
    os.close(handle)


@contextlib.contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Be the only one in the block for this lock file; raises DriverTimeoutError."""
    deadline = time.monotonic() + seconds
    while (handle := acquire(path)) is None:
        if time.monotonic() > deadline:
            raise DriverTimeoutError(detail=f"{path.name}: somebody else is at work")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        release(path, handle)


@dataclass(frozen=True)
class Folder:
    """One virtual machine's files; the name is checked, so no path can leave `node`."""

    node: Path
    name: str

    def __post_init__(self) -> None:
        """Refuse a name that is a path."""
        check_name(self.name)

    @property
    def path(self) -> Path:
        """Where the machine is when it exists."""
        return self.node / self.name

    @property
    def lock(self) -> Path:
        """The lock file of whoever changes this machine."""
        return self.node / f".lock-{self.name}"

    def spec(self) -> VirtualMachineSpec | None:
        """Return the spec, or None when there is nothing of ours here."""
        with contextlib.suppress(OSError, ValueError, KeyError, InvalidSpecError):
            return VirtualMachineSpec.from_dict(loads((self.path / SPEC).read_bytes()))
        return None

    def base(self) -> str:
        """Return the checksum of the image that the disk lies on, empty when not known."""
        try:
            return (self.path / BASE).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    def refuse_stranger(self, spec: VirtualMachineSpec) -> None:
        """Raise NameTakenError where the name is held by something else."""
        present = self.spec()
        if present is None and self.path.exists():
            raise NameTakenError(detail=f"{self.path} is not a virtual machine of ours")
        if present is not None and present.service_id != spec.service_id:
            raise NameTakenError(detail=f"{self.name} is another service's")

    def fresh(self) -> Path:
        """Return an empty folder in which the machine is made, to be put in place by `settle`."""
        fresh = self.node / f"{_NEW}{self.name}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700, parents=True)
        return fresh

    def settle(self, fresh: Path) -> None:
        """Put what was made in its place, as a whole."""
        fresh.rename(self.path)

    def remove(self) -> None:
        """Remove everything, leftovers of earlier attempts included."""
        gone = self.node / f"{_GONE}{self.name}"
        if self.path.exists():
            shutil.rmtree(gone, ignore_errors=True)
            self.path.rename(gone)
        for prefix in (_NEW, _GONE):
            left = self.node / f"{prefix}{self.name}"
            if left.exists():
                shutil.rmtree(left)


def write_spec(place: Path, spec: VirtualMachineSpec) -> None:
    """Write the spec as a whole or not at all."""
    write(place / SPEC, dumps(spec.to_dict()))


def write(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, as a whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123  a handle, made with its mode
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def names(node: Path) -> tuple[list[str], list[str]]:
    """Return the names of (machines or strangers, leftovers) of a node."""
    entries = sorted(entry.name for entry in node.iterdir()) if node.exists() else []
    whole = [name for name in entries if not name.startswith(".")]
    left = {
        name.removeprefix(prefix)
        for name in entries
        for prefix in (_NEW, _GONE)
        if name.startswith(prefix)
    }
    return whole, sorted(left - set(whole))


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
