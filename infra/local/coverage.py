"""Whether the backend's tests go both ways at enough of its branches, room by room."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TypedDict

# What must hold (percent of branches) where money, doors and customers' services are at stake.
WHOLE = {
    "app/auth": 100,
    "app/features/billing": 100,
    "app/features/deployments": 100,
    "sandbox/process": 100,
}
ELSEWHERE = 90

_DOCKER = "app/features/deployments/providers/docker/*.py"
_WITHOUT_DOCKER = f"  {_DOCKER} do not count: no Docker daemon ran them"
_QEMU = "app/features/deployments/providers/qemu/*.py"
_WITHOUT_QEMU = f"  {_QEMU} do not count: no QEMU ran them"


class _Measured(TypedDict):
    """A file in slipcover's report: branches by the lines they join; to 0 is out of the block."""

    executed_branches: list[list[int]]
    missing_branches: list[list[int]]


@dataclass
class Room:
    """One room's branches; `missing` names those never gone, as `file: line→line`."""

    name: str
    covered: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        """The share of branches that were gone; a room without any has them all."""
        every = self.covered + len(self.missing)
        return 100 * self.covered / every if every else 100

    def row(self, needed: float) -> Iterator[str]:
        """Tell how the room stands, and what is missing where that is too little."""
        low = self.percent < needed
        yield f"  {self.name:<28} {self.percent:5.1f} %" + (f"  below {needed} %" if low else "")
        if low:
            yield from (f"    {branch}" for branch in self.missing)


@dataclass(frozen=True)
class Verdict:
    """What is told of the measurement, and whether it is enough."""

    good: bool
    lines: list[str]
    causes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the lines as they are printed."""
        return "\n".join(["", "Branches", *self.lines])


def judge(
    report: Path, *, docker: bool, qemu: bool = True, elsewhere: float = ELSEWHERE
) -> Verdict:
    """Judge slipcover's JSON report; `docker` and `qemu` say whether the drivers had theirs.

    A room of `WHOLE` that was not measured is too little, as is a report that was not written.
    """
    if not report.exists():
        nothing = f"nothing was measured: {report.name} is missing"
        return Verdict(good=False, lines=[f"  {nothing}"], causes=[nothing])
    left_out = [
        (pattern, line)
        for there, pattern, line in (
            (docker, _DOCKER, _WITHOUT_DOCKER),
            (qemu, _QEMU, _WITHOUT_QEMU),
        )
        if not there
    ]
    files = json.loads(report.read_bytes())["files"]
    rooms = _rooms(files, [pattern for pattern, _ in left_out])
    lost = [name for name in WHOLE if name not in rooms]
    causes = [f"{name} was not measured" for name in lost]
    lines = [f"  {cause}" for cause in causes]
    for name, room in sorted(rooms.items()):
        needed = WHOLE.get(name, elsewhere)
        lines += room.row(needed)
        if room.percent < needed:
            causes.append(f"{name}: {room.percent:.1f} % of branches, below {needed} %")
    return Verdict(not causes, [*lines, *(line for _, line in left_out)], causes)


def room_of(file: str) -> str:
    """Return the room of a file: a tier, a feature, a companion, or the files beside them."""
    parts = file.split("/")
    depth = 3 if file.startswith("app/features/") else 2
    return "/".join(parts[:depth] if len(parts) > depth else [*parts[:-1], "*.py"])


def _rooms(files: dict[str, _Measured], left_out: list[str]) -> dict[str, Room]:
    rooms: dict[str, Room] = {}
    for file, measured in files.items():
        if not any(fnmatch(file, pattern) for pattern in left_out):
            room = rooms.setdefault(room_of(file), Room(room_of(file)))
            room.covered += len(measured["executed_branches"])
            room.missing += [
                f"{file}: {begin}→{end or 'end'}" for begin, end in measured["missing_branches"]
            ]
    return {name: room for name, room in rooms.items() if room.covered or room.missing}
