"""Secrets of one local installation: made once, kept in a file only its owner reads."""

import json
import os
import secrets
from pathlib import Path


class Credentials:
    """Random secrets by name, kept in a file of mode 600."""

    def __init__(self, file: Path) -> None:
        """Read the secrets made so far; a missing file means none."""
        self._file = file
        self._known: dict[str, str] = {}
        if file.exists():
            self._known = json.loads(file.read_text(encoding="utf-8"))

    def get(self, name: str) -> str:
        """Return the secret of that name, made (256 bits) and kept at the first call."""
        if name not in self._known:
            self._known[name] = secrets.token_hex(32)
            self._save()
        return self._known[name]

    def _save(self) -> None:
        """Write through a new file, so that an interruption never leaves half of one."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as out:
            json.dump(self._known, out, indent=2)
        fresh.replace(self._file)
