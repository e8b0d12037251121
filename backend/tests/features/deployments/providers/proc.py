"""What the kernel says about a process."""

import re
from pathlib import Path

_GAP = re.compile(r":\t|\s{2,}")


def proc(pid: int, file: str) -> dict[str, str]:
    """Return the lines of /proc/<pid>/<file> (status, limits) as name and value."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    pairs = (_GAP.split(line, maxsplit=1) for line in lines)
    return {pair[0]: pair[1].strip() for pair in pairs if len(pair) > 1}


def environ(pid: int) -> bytes:
    """Return the environment a process was started with."""
    return Path(f"/proc/{pid}/environ").read_bytes()


def cmdline(pid: int) -> bytes:
    """Return the command line a process was started with."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()
