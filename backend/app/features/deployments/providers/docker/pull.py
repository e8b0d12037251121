"""How far a pull is, by what the Engine tells of each layer. Pure: nothing here calls out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.features.deployments.providers.base import PullProgress

_THERE = frozenset({"Already exists", "Pull complete"})
_FETCHED = frozenset({"Verifying Checksum", "Download complete", "Extracting"}) | _THERE
_LAYER = frozenset({"Pulling fs layer", "Waiting", "Downloading", "Retrying"}) | _FETCHED


@dataclass(slots=True)
class _Layer:
    done: int = 0
    total: int = 0
    there: bool = False


class PullMeter:
    """Adds up the layers of one pull, as the Engine's stream tells of them."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._layers: dict[str, _Layer] = {}

    def take(self, told: Mapping[str, Any]) -> bool:
        """Take one message of the stream; return whether it was about a layer."""
        name, status = str(told.get("id") or ""), str(told.get("status") or "")
        if not name or status not in _LAYER:
            return False
        layer = self._layers.setdefault(name, _Layer())
        if status == "Downloading":
            detail = told.get("progressDetail") or {}
            layer.done = int(detail.get("current") or layer.done)
            layer.total = int(detail.get("total") or layer.total)
        elif status in _FETCHED:
            layer.done = layer.total
            layer.there = status in _THERE
        return True

    @property
    def progress(self) -> PullProgress:
        """Where the pull is; bytes are of the layers whose size is known by now."""
        layers = self._layers.values()
        return PullProgress(
            layers_done=sum(one.there for one in layers),
            layers_total=len(layers),
            bytes_done=sum(min(one.done, one.total) for one in layers),
            bytes_total=sum(one.total for one in layers),
        )
