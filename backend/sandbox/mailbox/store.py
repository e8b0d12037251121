"""Where mails are kept: each as the .eml file it arrived as, and an index over them."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
    CREATE TABLE IF NOT EXISTS mail (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        sender TEXT NOT NULL,
        recipients TEXT NOT NULL,
        subject TEXT NOT NULL,
        received_at TEXT NOT NULL
    );
"""
ADDRESSED = """
    FROM mail WHERE ?1 = '' OR EXISTS (
        SELECT 1 FROM json_each(mail.recipients) WHERE instr(lower(value), lower(?1))
    )
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index; `recipients` are those of the envelope, blind copies included."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    received_at: datetime


class Store:
    """The mails in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open, or make, the mailbox in `folder`."""
        self._files = folder / "messages"
        self._files.mkdir(parents=True, exist_ok=True)
        self._index = sqlite3.connect(folder / "index.db", check_same_thread=False)
        self._index.row_factory = sqlite3.Row
        self._index.execute("PRAGMA journal_mode = WAL")
        self._index.executescript(SCHEMA)

    def add(self, content: bytes, sender: str, recipients: Sequence[str], subject: str) -> Entry:
        """Keep one mail; the file is there before the index speaks of it."""
        entry = Entry(
            id=secrets.token_hex(12),
            sender=sender,
            recipients=tuple(recipients),
            subject=subject,
            received_at=datetime.now(UTC),
        )
        self._file(entry.id).write_bytes(content)
        with self._index:
            self._index.execute(
                "INSERT INTO mail (id, sender, recipients, subject, received_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (entry.id, sender, json.dumps(recipients), subject, entry.received_at.isoformat()),
            )
        return entry

    def listed(self, to: str = "", *, limit: int, offset: int = 0) -> list[Entry]:
        """Return the newest mails one of whose recipients contains `to`, whatever the case."""
        rows = self._index.execute(
            f"SELECT * {ADDRESSED} ORDER BY position DESC LIMIT ?2 OFFSET ?3", (to, limit, offset)
        )
        return [_entry(row) for row in rows]

    def count(self, to: str = "") -> int:
        """Return how many mails `listed` could show."""
        number: int = self._index.execute(f"SELECT count(*) {ADDRESSED}", (to,)).fetchone()[0]
        return number

    def find(self, mail: str) -> Entry | None:
        """Return one line of the index, or None."""
        row = self._index.execute("SELECT * FROM mail WHERE id = ?", (mail,)).fetchone()
        return _entry(row) if row else None

    def content(self, entry: Entry) -> bytes:
        """Return the mail as it arrived."""
        return self._file(entry.id).read_bytes()

    def clear(self) -> int:
        """Throw every mail away; returns how many there were."""
        gone = [entry.id for entry in self.listed(limit=-1)]
        with self._index:
            self._index.execute("DELETE FROM mail")
        for mail in gone:
            self._file(mail).unlink(missing_ok=True)
        return len(gone)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _file(self, mail: str) -> Path:
        return self._files / f"{mail}.eml"


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        sender=row["sender"],
        recipients=tuple(json.loads(row["recipients"])),
        subject=row["subject"],
        received_at=datetime.fromisoformat(row["received_at"]),
    )
