"""The disk that files are kept on."""

import shutil
from pathlib import Path
from typing import Any


def disk_of(folder: Path) -> dict[str, Any]:
    """Return `total` and `free` bytes of the disk below a folder, or `error`."""
    try:
        usage = shutil.disk_usage(folder if folder.exists() else folder.absolute().parent)
    except OSError as error:
        return {"error": error.strerror or type(error).__name__}
    return {"total": usage.total, "free": usage.free, "error": None}
