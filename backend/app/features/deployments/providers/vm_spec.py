"""What a virtual machine shall be: checked once, here, so that no hypervisor meets a bad value."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import yaml

from app.features.deployments.providers.errors import InvalidSpecError
from app.features.deployments.providers.spec import (
    InstanceKind,
    InstanceSpec,
    require,
    require_number,
)

SSH_PORT = 22
USER_DATA_BYTES = 16 * 1024
_CORE = 1000
_MAX_FORWARDS = 32
_MAX_KEYS = 32
_PORT = 65_535
_FIRST_HOST_PORT = 1024
_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
_CRYPT = re.compile(r"\$(?:y|7|6|5|2[aby]|gy)\$[A-Za-z0-9./$,=]{8,250}")
_KEY = re.compile(
    r"(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa|sk-ssh-ed25519@openssh\.com"
    r"|sk-ecdsa-sha2-nistp256@openssh\.com)"
    r" ([A-Za-z0-9+/]{40,8000}={0,3})(?: [A-Za-z0-9@._+-]{1,128})?"
)
_CLOUD_CONFIG = b"#cloud-config"


@dataclass(frozen=True, kw_only=True)
class VirtualMachineSpec(InstanceSpec):
    """A virtual machine. `port` is the node's port that leads to its SSH server.

    `forwards` are further (port of the node, port of the guest); `cpu_millis` is whole cores;
    `image_checksum` the sha256 of the image's manifest (empty: any); `password_hash` a crypt
    string; `user_data` a script or cloud-config. `outbound` lets the guest open connections: with
    user-mode networking also to what listens on the node's loopback.
    """

    kind = InstanceKind.VIRTUAL_MACHINE

    image_version: str = ""
    image_checksum: str = ""
    forwards: tuple[tuple[int, int], ...] = ()
    ssh_keys: tuple[str, ...] = ()
    password_hash: str = field(default="", repr=False)
    user_data: bytes = field(default=b"", repr=False)
    outbound: bool = False

    def __post_init__(self) -> None:
        """Refuse what a hypervisor must never see."""
        super().__post_init__()
        require(self.cpu_millis % _CORE == 0, "cpu_millis")
        require(not self.image_version or _VERSION.fullmatch(self.image_version), "image_version")
        require(
            not self.image_checksum or _CHECKSUM.fullmatch(self.image_checksum), "image_checksum"
        )
        self._check_forwards()
        require(type(self.ssh_keys) is tuple and len(self.ssh_keys) <= _MAX_KEYS, "ssh_keys")
        for key in self.ssh_keys:
            _check_key(key)
        require(not self.password_hash or _CRYPT.fullmatch(self.password_hash), "password_hash")
        _check_user_data(self.user_data)
        require(type(self.outbound) is bool, "outbound")

    @property
    def vcpus(self) -> int:
        """How many virtual processors it has."""
        return self.cpu_millis // _CORE

    @property
    def all_forwards(self) -> tuple[tuple[int, int], ...]:
        """Every (port of the node, port of the guest), SSH first."""
        return ((self.port, SSH_PORT), *self.forwards)

    def to_dict(self) -> dict[str, object]:
        """Return the fields as plain JSON values."""
        return {
            **asdict(self),
            "labels": dict(sorted(self.labels.items())),
            "forwards": [list(pair) for pair in self.forwards],
            "ssh_keys": list(self.ssh_keys),
            "user_data": base64.b64encode(self.user_data).decode(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Self:
        """Return the spec that `to_dict` described; raises InvalidSpecError."""
        given: dict[str, Any] = dict(values)
        try:
            given["forwards"] = tuple(tuple(pair) for pair in given.get("forwards", ()))
            given["ssh_keys"] = tuple(given.get("ssh_keys", ()))
            given["user_data"] = base64.b64decode(given.get("user_data", ""), validate=True)
        except (TypeError, ValueError, binascii.Error) as error:
            raise InvalidSpecError(detail=str(error)) from error
        return super().from_dict(given)

    def _check_forwards(self) -> None:
        require(type(self.forwards) is tuple and len(self.forwards) < _MAX_FORWARDS, "forwards")
        for pair in self.forwards:
            require(type(pair) is tuple and len(pair) == len(("host", "guest")), "forwards")
            require_number(pair[0], "forwards", _FIRST_HOST_PORT, _PORT)
            require_number(pair[1], "forwards", 1, _PORT)
        ports = [port for port, _ in self.all_forwards]
        require(len(set(ports)) == len(ports), "forwards")


def _check_key(key: object) -> None:
    """Refuse what is not one line of type, key and comment; options before them too."""
    found = _KEY.fullmatch(key) if isinstance(key, str) else None
    require(found, "ssh_keys")
    kind = found[1].encode() if found else b""
    try:
        blob = base64.b64decode(found[2] if found else "", validate=True)
    except binascii.Error as error:
        raise InvalidSpecError(detail=str(error), field="ssh_keys") from error
    require(blob.startswith(len(kind).to_bytes(4, "big") + kind), "ssh_keys")


def _check_user_data(content: object) -> None:
    """Refuse what is neither a script nor cloud-config, is too long, or is YAML that is broken."""
    require(isinstance(content, bytes) and len(content) <= USER_DATA_BYTES, "user_data")
    if not isinstance(content, bytes) or not content or content.startswith(b"#!"):
        return
    require(content.startswith(_CLOUD_CONFIG), "user_data")
    try:
        told = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        detail = f"user data is no YAML: {type(error).__name__}"
        raise InvalidSpecError(detail=detail, field="user_data") from error
    require(told is None or isinstance(told, dict), "user_data")
