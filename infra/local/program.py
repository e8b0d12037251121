"""What the supervisor needs to know about one program it runs."""

import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Ready = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Program:
    """A program to start, watch and stop.

    `ready` answers whether it does its work yet (None: ready as soon as it runs);
    `stop_signal` asks it to end, `stop_seconds` is how long it may take before SIGKILL.
    """

    name: str
    command: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    ready: Ready | None = None
    ready_seconds: float = 60
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 10
