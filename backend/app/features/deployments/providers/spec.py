"""What an instance shall be: checked once, here, so that no driver meets a hostile value."""

import hashlib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self

from app.core.json import dumps
from app.features.deployments.providers.errors import InvalidSpecError

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9._/-]{0,62}[a-z0-9])?")
_VALUE = re.compile(r"[A-Za-z0-9._:@/ -]{0,128}")
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9._:/-]{0,199}(?:@sha256:[0-9a-f]{64})?")
_HOSTNAME_LENGTH = 253
_RESERVED = "hostwright."
_RANGES = {
    "port": (1024, 65535),
    "cpu_millis": (10, 1_024_000),
    "memory_mb": (32, 16_777_216),
    "disk_gb": (1, 1_048_576),
    "pids": (8, 4_194_304),
}


def _require(ok: object, name: str) -> None:
    if not ok:
        raise InvalidSpecError(detail=f"{name} is not acceptable", field=name)


def check_name(name: str) -> str:
    """Return `name` when it is a safe instance name, else raise InvalidSpecError."""
    _require(isinstance(name, str) and _NAME.fullmatch(name), "name")
    return name


def _check_hostname(hostname: str) -> None:
    _require(0 < len(hostname) <= _HOSTNAME_LENGTH, "hostname")
    _require(all(_LABEL.fullmatch(part) for part in hostname.split(".")), "hostname")


def _check_host(host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        _require(ok=False, name="host")


@dataclass(frozen=True, kw_only=True)
class InstanceSpec:
    """One instance, wholly described. Raises InvalidSpecError when a field is not acceptable.

    `name` is deterministic (`hw-<service id>`); `host` is the node's IP address to listen on,
    `port` the port there; `cpu_millis` thousandths of a core; `memory_mb` MiB; `disk_gb` GiB;
    `image_reference` empty means the image's own default; `labels` are the caller's own.
    """

    name: str
    service_id: str
    hostname: str
    image: str
    host: str
    port: int
    cpu_millis: int
    memory_mb: int
    disk_gb: int
    image_reference: str = ""
    pids: int = 128
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what a driver must never see."""
        check_name(self.name)
        _require(_ID.fullmatch(self.service_id), "service_id")
        _check_hostname(self.hostname)
        _require(_NAME.fullmatch(self.image), "image")
        _require(not self.image_reference or _REFERENCE.fullmatch(self.image_reference), "image")
        _check_host(self.host)
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            _require(type(value) is int and low <= value <= high, name)
        for key, value in self.labels.items():
            _require(_KEY.fullmatch(key) and not key.startswith(_RESERVED), "labels")
            _require(_VALUE.fullmatch(value), "labels")

    def to_dict(self) -> dict[str, object]:
        """Return the fields as plain JSON values."""
        return {**asdict(self), "labels": dict(sorted(self.labels.items()))}

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Self:
        """Return the spec that `to_dict` described; raises InvalidSpecError."""
        try:
            return cls(**values)  # type: ignore[arg-type]  # __post_init__ checks every field
        except (TypeError, AttributeError) as error:
            raise InvalidSpecError(detail=str(error)) from error

    def fingerprint(self) -> str:
        """Return a digest that differs when anything about the instance differs."""
        return hashlib.sha256(dumps(sorted(self.to_dict().items()))).hexdigest()
