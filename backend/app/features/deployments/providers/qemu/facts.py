"""What a node of virtual machines is."""

import asyncio
import os
import re
import shutil
from pathlib import Path

import psutil

from app.features.deployments.providers.base import NodeFacts, NodeUnreachableError
from app.features.deployments.providers.qemu.probe import kvm_works
from app.features.deployments.providers.qemu.threads import in_thread

_SECONDS = 10.0
_VERSION = re.compile(rb"version (\d+(?:\.\d+)*)")
_MIB, _GIB = 1 << 20, 1 << 30
_TOOLS = "install the packages qemu-system-x86 and qemu-utils"


async def read(root: Path, program: str) -> NodeFacts:
    """Return version, processors, memory and disk; raises NodeUnreachableError, DriverError."""
    for tool in (program, "qemu-img"):
        if shutil.which(tool) is None:
            raise NodeUnreachableError(detail=f"no {tool} here: {_TOOLS}")
    version = await _version(program)
    way = "KVM" if await kvm_works(program) else "TCG"
    return NodeFacts(
        version=f"qemu {version} ({way})",
        cpu_millis=(os.cpu_count() or 1) * 1000,
        memory_mb=psutil.virtual_memory().total // _MIB,
        disk_gb=await in_thread(lambda: _disk(root)),
    )


async def _version(program: str) -> str:
    child = await asyncio.create_subprocess_exec(
        program, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await child.communicate()
    except TimeoutError as late:
        child.kill()
        await child.wait()
        raise NodeUnreachableError(detail=f"{program} does not say its version") from late
    found = _VERSION.search(said)
    if not found:
        raise NodeUnreachableError(detail=f"{program} does not say its version")
    return found[1].decode()


def _disk(root: Path) -> int:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(root).total // _GIB
