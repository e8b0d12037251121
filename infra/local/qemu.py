"""Finding QEMU for the suites that boot virtual machines, or installing Debian's."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from infra.local import debian
from infra.local.terminal import Terminal

# What runs machines, makes their disks, builds the tiny image, and reaches it.
_TOOLS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
    "mke2fs": "e2fsprogs",
    "ssh": "openssh-client",
}


@dataclass(frozen=True)
class Qemu:
    """What is missing for virtual machines, None where all is there."""

    missing: str | None = None


def _missing() -> list[str]:
    return [package for tool, package in _TOOLS.items() if not shutil.which(tool)]


async def find_qemu(terminal: Terminal, folder: Path, *, may_install: bool) -> Qemu:
    """Look for QEMU and its tools; install Debian's where that is allowed, else name them."""
    if (packages := _missing()) and may_install and debian.can_install():
        async with terminal.step("installing QEMU (Debian's packages)"):
            await debian.install(folder, *packages)
    if left := _missing():
        return Qemu(f"no virtual machines here: install {', '.join(left)}")
    return Qemu()
