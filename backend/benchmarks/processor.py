"""How long a process ran and how long it waited for a core, from Linux's scheduler."""

from dataclasses import dataclass
from pathlib import Path
from time import monotonic

_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Use:
    """Seconds of processor, and shares of the time that went by."""

    seconds: float
    busy: float
    waiting: float


class Processor:
    """What a process has used since this was made; `waiting` is its first thread's."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._at, self._ran, self._waited = monotonic(), *self._read()

    def _read(self) -> tuple[float, float]:
        threads = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        ran = sum(int(one.read_text(encoding="utf-8").split()[0]) for one in threads)
        first = Path(f"/proc/{self._pid}/schedstat").read_text(encoding="utf-8").split()
        return ran / _NANOSECONDS, int(first[1]) / _NANOSECONDS

    def use(self) -> Use:
        """Return what was used until now."""
        passed = monotonic() - self._at
        ran, waited = self._read()
        ran, waited = ran - self._ran, waited - self._waited
        return Use(ran, ran / passed, waited / passed)
