"""The log of a machine's serial console: bounded, kept when the machine is down."""

from contextlib import suppress
from pathlib import Path

from app.features.deployments.providers.qemu.folder import CONSOLE

LOG_BYTES = 64 * 1024
_EARLIER = "console.earlier"


def read(place: Path) -> bytes:
    """Return the last 64 KiB of what the machine wrote."""
    return (_read(place / _EARLIER) + _read(place / CONSOLE))[-LOG_BYTES:]


def trim(place: Path) -> None:
    """Keep the last 64 KiB only. QEMU appends, so the file may be emptied while it writes."""
    path = place / CONSOLE
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            (place / _EARLIER).write_bytes(_read(path))
            with path.open("r+b") as file:
                file.truncate(0)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LOG_BYTES))
            return file.read(LOG_BYTES)
    except FileNotFoundError:
        return b""
