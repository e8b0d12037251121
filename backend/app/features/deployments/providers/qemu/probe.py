"""Whether KVM works here: its device may be there and fail, so a machine is started once."""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path

from loguru import logger

from app.features.deployments.providers.qemu.command import PROGRAM, accelerator

_DEVICE = Path("/dev/kvm")
_SECONDS = 10.0
_ROM_BYTES = 64 * 1024
_RESET_VECTOR = 0xFFF0
# mov dx, 0xf4; mov al, 0x10; out dx, al; hlt; jmp to the hlt
_CODE = bytes.fromhex("ba f4 00 b0 10 ee f4 eb fd")
# isa-debug-exit ends QEMU with twice the written value and one.
_DONE = (0x10 << 1) | 1
_EXIT = "isa-debug-exit,iobase=0xf4,iosize=1"
_known: dict[str, bool] = {}


async def kvm_works(program: str = PROGRAM, device: Path = _DEVICE) -> bool:
    """Tell whether a machine runs by KVM; asked of the machine once a process."""
    key = f"{program} {device}"
    if key not in _known:
        _known[key] = await asyncio.to_thread(_works, program, device)
        logger.info("virtual machines run by {}", "KVM" if _known[key] else "TCG")
    return _known[key]


def _works(program: str, device: Path) -> bool:
    return device.exists() and boots(program, kvm=True)


def boots(program: str, *, kvm: bool) -> bool:
    """Start a machine of nothing but a few instructions, and see whether they are run."""
    found = shutil.which(program)
    if found is None:
        return False
    with tempfile.TemporaryDirectory(prefix="kvm-probe-") as folder:
        rom = bytearray(_ROM_BYTES)
        rom[_RESET_VECTOR : _RESET_VECTOR + len(_CODE)] = _CODE
        (Path(folder) / "rom").write_bytes(rom)
        # The processor of real machines: where KVM cannot give it, a lesser one proves nothing.
        command = [found, "-machine", "q35", *accelerator(kvm=kvm), "-nodefaults"]
        command += ["-no-user-config", "-display", "none", "-m", "32M", "-bios", "rom"]
        try:
            done = subprocess.run(  # noqa: S603  a list of arguments of ours
                [*command, "-device", _EXIT],
                cwd=folder,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            return False
    return done.returncode == _DONE


def forget() -> None:
    """Forget the answer, as a process that starts does."""
    _known.clear()
