"""Programs of Debian's packages that only tests need: taken from PATH, or unpacked without root."""

import shutil
import subprocess
from pathlib import Path

import pytest

from infra.local.paths import ROOT

_SECONDS = 180


def binary(name: str, package: str, path: str) -> Path:
    """Return a program, from `path` inside Debian's `package` where it is not installed.

    Skips the test where neither is to be had.
    """
    installed = shutil.which(name)
    if installed:
        return Path(installed)
    folder = ROOT / ".local" / "debian" / package
    if not (folder / path).exists() and not _unpacked(package, folder):
        pytest.skip(f"{name} is not installed and Debian's package {package} cannot be had")
    return folder / path


def _unpacked(package: str, folder: Path) -> bool:
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _run(["apt-get", "download", "--quiet", package], folder)
        for archive in folder.glob("*.deb"):
            _run(["dpkg", "--extract", str(archive), str(folder)], folder)
            archive.unlink()
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)
