"""Debian's packages, unpacked into a folder: no root, nothing installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

_SECONDS = 600
_NAME = re.compile(r"^[a-z0-9][a-z0-9.+-]+$")
_KERNEL = "linux-image-cloud-amd64"
_WANTED = ("busybox-static", "dropbear-bin", "e2fsprogs")


class PackagesError(Exception):
    """A package cannot be had; the message says why."""


def unpack(target: Path) -> str:
    """Unpack the cloud kernel, busybox, dropbear and their libraries; return the kernel's name."""
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(tool) is None:
            message = f"no {tool} here: images of virtual machines are built on a Debian"
            raise PackagesError(message)
    archives = target.with_name("archives")
    archives.mkdir(parents=True, exist_ok=True)
    try:
        kernel = _download(archives)
    except PackagesError:
        if os.geteuid() != 0:
            raise
        # The list of packages is missing here, or older than what is served.
        _run(["apt-get", "--quiet", "update"], archives)
        kernel = _download(archives)
    for archive in sorted(archives.glob("*.deb")):
        _run(["dpkg-deb", "--extract", str(archive), str(target)], archives)
    return kernel.removeprefix("linux-image-")


def _download(archives: Path) -> str:
    """Download every package; return the name of the kernel's."""
    kernel = next((name for name in _depends(_KERNEL) if name.startswith("linux-image-")), None)
    if kernel is None:
        message = f"apt knows no {_KERNEL}: run apt-get update once"
        raise PackagesError(message)
    libraries = _depends(*_WANTED, recurse=True)
    _run(["apt-get", "--quiet", "download", kernel, *sorted({*_WANTED, *libraries})], archives)
    return kernel


def _depends(*packages: str, recurse: bool = False) -> list[str]:
    left_out = [f"--no-{kind}" for kind in ("recommends", "suggests", "conflicts", "breaks")]
    command = ["apt-cache", "depends", *left_out, "--no-replaces", "--no-enhances"]
    command += ["--recurse"] if recurse else []
    lines = _run([*command, *packages], Path("/")).splitlines()
    if recurse:
        return [line for line in lines if _NAME.match(line)]
    return [line.partition("Depends: ")[2].strip() for line in lines if "Depends: " in line]


def _run(command: list[str], cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    if done.returncode:
        message = f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}"
        raise PackagesError(message)
    return done.stdout
