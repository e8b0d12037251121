"""Passwords known from breaches, in the file that Have I Been Pwned offers for download.

Each line is `SHA1:count`, the hashes in upper-case hex and in order, so that a search reads a few
lines of a file of any size. (NIST SP 800-63B, 5.1.1.2)
"""

import asyncio
import hashlib
import mmap
from functools import lru_cache
from pathlib import Path

from app.core.settings import get_settings

_HASH_LENGTH = 40


class BreachedPasswords:
    """The hashes of one file."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._lines = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)

    def holds(self, password: str) -> bool:
        """Tell whether the password is in the file; blocks for a few reads of the disk."""
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        low, high = 0, len(self._lines)
        while low < high:
            begin = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            found = self._lines[begin : begin + _HASH_LENGTH]
            if found == wanted:
                return True
            if found < wanted:
                end = self._lines.find(b"\n", begin)
                low = len(self._lines) if end < 0 else end + 1
            else:
                high = begin
        return False


@lru_cache(maxsize=1)
def _opened(file: Path) -> BreachedPasswords:
    return BreachedPasswords(file)


async def is_breached(password: str) -> bool:
    """Tell whether the password is known from a breach; never where no file was given."""
    file = get_settings().breached_passwords_file
    return file is not None and await asyncio.to_thread(_opened(file).holds, password)
