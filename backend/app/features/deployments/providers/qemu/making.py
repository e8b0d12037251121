"""Making a machine's files, and changing them; every call blocks."""

import shutil
import subprocess
from pathlib import Path

from app.features.deployments.providers.base import (
    DriverError,
    DriverTimeoutError,
    InvalidSpecError,
    NodeUnreachableError,
    VirtualMachineSpec,
)
from app.features.deployments.providers.errors import storage_error_in
from app.features.deployments.providers.qemu import command, seed
from app.features.deployments.providers.qemu.folder import (
    BASE,
    DISK,
    SEED,
    Folder,
    write,
    write_spec,
)
from app.features.deployments.providers.qemu.images import ImageStore

_SECONDS = 60.0


def make(
    place: Folder, images: ImageStore, spec: VirtualMachineSpec, present: VirtualMachineSpec | None
) -> None:
    """Make a machine's folder as a whole, or bring what is there up to `spec`.

    What a crash left is made anew. The spec is written last: until then nothing was changed.
    """
    if present is not None:
        image = images.get(place.base())
        _grow(place.path, present.disk_gb, spec.disk_gb)
        write(place.path / SEED, _seed(spec, image.manifest.default_user))
        write_spec(place.path, spec)
        return
    image = images.for_spec(spec)
    fresh = place.fresh()
    # First, so that nobody removes the image meanwhile.
    write(fresh / BASE, image.checksum.encode())
    run_tool(command.overlay(image.checksum, DISK), fresh)
    run_tool(command.grow(spec.disk_gb, DISK), fresh)
    write(fresh / SEED, _seed(spec, image.manifest.default_user))
    write_spec(fresh, spec)
    place.settle(fresh)


def resize(place: Folder, present: VirtualMachineSpec, wanted: VirtualMachineSpec) -> None:
    """Give a stopped machine the size of `wanted`, and nothing else of it."""
    _grow(place.path, present.disk_gb, wanted.disk_gb)
    sizes = {name: getattr(wanted, name) for name in ("cpu_millis", "memory_mb", "disk_gb")}
    write_spec(place.path, VirtualMachineSpec.from_dict(present.to_dict() | sizes))


def run_tool(arguments: list[str], cwd: Path) -> None:
    """Run one of QEMU's tools; raises DriverError."""
    if shutil.which(arguments[0]) is None:
        raise NodeUnreachableError(detail=f"no {arguments[0]} here: install qemu-utils")
    try:
        done = subprocess.run(  # noqa: S603  a list of arguments of ours
            arguments, cwd=cwd, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise DriverTimeoutError(detail=f"{arguments[0]} took over {_SECONDS:g} s") from late
    if done.returncode:
        said = done.stderr.strip()[-1000:]
        raise storage_error_in(said) or DriverError(detail=f"{arguments[0]}: {said}")


def check_disk(present: VirtualMachineSpec, wanted: VirtualMachineSpec) -> None:
    """Refuse a smaller disk, before anything is stopped for it."""
    if wanted.disk_gb < present.disk_gb:
        raise InvalidSpecError(detail="a disk does not become smaller", field="disk_gb")


def _grow(place: Path, present_gb: int, wanted_gb: int) -> None:
    if wanted_gb > present_gb:
        run_tool(command.grow(wanted_gb, DISK), place)


def _seed(spec: VirtualMachineSpec, default_user: str) -> bytes:
    return seed.disk_image(seed.documents(spec, default_user))
