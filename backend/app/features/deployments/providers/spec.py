"""What an instance shall be: checked once, here, so that no driver meets a hostile value."""

import hashlib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import ClassVar, Self

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
}
_PIDS = (8, 4_194_304)


class InstanceKind(StrEnum):
    """What an instance is; a driver says which of them it runs."""

    CONTAINER = "container"
    VIRTUAL_MACHINE = "virtual_machine"


def require(ok: object, name: str) -> None:
    """Refuse the field `name` unless `ok`, by InvalidSpecError."""
    if not ok:
        raise InvalidSpecError(detail=f"{name} is not acceptable", field=name)


def check_name(name: str) -> str:
    """Return `name` when it is a safe instance name, else raise InvalidSpecError."""
    require(isinstance(name, str) and _NAME.fullmatch(name), "name")
    return name


def _check_hostname(hostname: str) -> None:
    require(0 < len(hostname) <= _HOSTNAME_LENGTH, "hostname")
    require(all(_LABEL.fullmatch(part) for part in hostname.split(".")), "hostname")


def _check_host(host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        require(ok=False, name="host")


def require_number(value: object, name: str, low: int, high: int) -> None:
    """Refuse what is not a whole number from `low` to `high`."""
    require(type(value) is int and low <= value <= high, name)


@dataclass(frozen=True, kw_only=True)
class InstanceSpec:
    """What every kind of instance has. Raises InvalidSpecError when a field is not acceptable.

    `name` is deterministic (`hw-<service id>`); `host` is the node's IP address to listen on,
    `port` the port there; `cpu_millis` thousandths of a core; `memory_mb` MiB; `disk_gb` GiB;
    `image_reference` empty means the image's own default; `labels` are the caller's own.
    """

    kind: ClassVar[InstanceKind]

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
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what a driver must never see."""
        check_name(self.name)
        require(_ID.fullmatch(self.service_id), "service_id")
        _check_hostname(self.hostname)
        require(_NAME.fullmatch(self.image), "image")
        require(not self.image_reference or _REFERENCE.fullmatch(self.image_reference), "image")
        _check_host(self.host)
        for name, (low, high) in _RANGES.items():
            require_number(getattr(self, name), name, low, high)
        for key, value in self.labels.items():
            require(_KEY.fullmatch(key) and not key.startswith(_RESERVED), "labels")
            require(_VALUE.fullmatch(value), "labels")

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

    @classmethod
    def of(cls, spec: "InstanceSpec") -> Self:
        """Return `spec` as this kind; raises InvalidSpecError where it is another one."""
        if not isinstance(spec, cls):
            detail = f"{spec.name} is a {spec.kind}, which this driver does not run"
            raise InvalidSpecError(detail=detail, field="kind")
        return spec

    def fingerprint(self) -> str:
        """Return a digest that differs when anything about the instance differs."""
        return hashlib.sha256(dumps(sorted(self.to_dict().items()))).hexdigest()


@dataclass(frozen=True, kw_only=True)
class ContainerSpec(InstanceSpec):
    """A container: what all instances have, and how many processes it may be."""

    kind = InstanceKind.CONTAINER

    pids: int = 128

    def __post_init__(self) -> None:
        """Refuse what a driver must never see."""
        super().__post_init__()
        require_number(self.pids, "pids", *_PIDS)
