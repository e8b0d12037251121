"""A set of supervised programs that starts and stops as one."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from infra.local.child import Child, Tell
from infra.local.program import Program


class Supervisor:
    """Starts programs in the order asked and stops them in the reverse order."""

    def __init__(self, logs: Path, notes: Path, tell: Tell) -> None:
        """Keep logs in `logs` and pid notes in `notes`; `tell` gets one line per event."""
        self._logs, self._notes, self._tell = logs, notes, tell
        self._rounds: list[list[Child]] = []

    async def start(self, programs: Iterable[Program]) -> None:
        """Start these together and wait until all are ready; raises ChildError if one fails."""
        children = [Child(one, self._logs, self._notes, self._tell) for one in programs]
        self._rounds.append(children)
        async with asyncio.TaskGroup() as group:
            for child in children:
                group.create_task(child.start())

    async def stop(self, keep: int = 0) -> None:
        """Stop what was started together, the latest first, except the first `keep` rounds."""
        while len(self._rounds) > keep:
            await asyncio.gather(*[child.stop() for child in self._rounds.pop()])
