"""A driver that only reads meters, and counts how often it is asked."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from app.features.deployments.providers.base import NodeTarget, NodeUnreachableError, Usage


@dataclass
class Meters:
    """What each instance uses (percent of a core, MiB), and what is wrong with which node."""

    usage: dict[str, tuple[float, float]] = field(default_factory=dict)
    more: dict[str, float] = field(default_factory=dict)
    asked: dict[str, list[Sequence[str]]] = field(default_factory=lambda: defaultdict(list))
    gone: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)


class MeteredDriver:
    """The one call of the Protocol that monitoring makes."""

    def __init__(self, node: NodeTarget, meters: Meters) -> None:
        self._node = node.node_id
        self._meters = meters

    async def usage(self, names: Sequence[str]) -> Sequence[Usage]:
        self._meters.asked[self._node].append(names)
        if self._node in self._meters.gone:
            raise NodeUnreachableError
        if self._node in self._meters.deaf:
            await asyncio.Event().wait()
        return [
            Usage(name=name, cpu_percent=cpu, memory_mb=memory, cpu_seconds=1, **self._meters.more)
            for name in names
            for cpu, memory in [self._meters.usage.get(name, (1.0, 10.0))]
        ]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...
