"""Nothing a customer writes reaches a virtual machine's host unchecked."""

import base64
from typing import Any

import pytest

from app.features.deployments.providers.base import (
    ContainerSpec,
    InvalidSpecError,
    VirtualMachineSpec,
)
from tests.features.deployments.providers.environments import changed, spec_for
from tests.features.deployments.providers.qemu_environment import virtual_machine

_HOSTILE = [
    "",
    "-rf",
    "a,b",
    "web,readonly=off",
    "web,,x",
    "a=b",
    'a"b',
    "a'b",
    "a\nb",
    "web\n",
    "../up",
    "/etc/passwd",
    "%s%n",
    "a%00b",
    "a\x00b",
    "$(reboot)",
    "`reboot`",
    "a;b",
    "{{7*7}}",
    "json:{}",
    "x" * 300,
]
_BLOB = base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + b"k" * 32).decode()
KEY = f"ssh-ed25519 {_BLOB}"
HASH = "$6$saltsalt$" + "a" * 86


@pytest.mark.parametrize("value", _HOSTILE)
@pytest.mark.parametrize("field", ["name", "hostname", "image", "host", "service_id"])
def test_hostile_text_is_refused(field: str, value: str) -> None:
    with pytest.raises(InvalidSpecError):
        virtual_machine(**{field: value})


@pytest.mark.parametrize("value", [one for one in _HOSTILE if one])
@pytest.mark.parametrize(
    "field", ["image_reference", "image_version", "image_checksum", "password_hash"]
)
def test_hostile_text_is_refused_where_none_is_allowed(field: str, value: str) -> None:
    with pytest.raises(InvalidSpecError):
        virtual_machine(**{field: value})


@pytest.mark.parametrize(
    "key",
    [
        *_HOSTILE,
        f"{KEY}\n{KEY}",
        f"{KEY} a comment",
        f"{KEY} a,b",
        f'command="reboot" {KEY}',
        f"no-pty {KEY}",
        f"ssh-rsa {_BLOB}",
        "ssh-ed25519 short",
        f"ssh-ed25519 {_BLOB}A",
        f"ssh-dss {_BLOB}",
        1,
    ],
)
def test_what_is_no_key_is_refused(key: Any) -> None:
    with pytest.raises(InvalidSpecError) as refused:
        virtual_machine(ssh_keys=(key,))
    assert refused.value.params == {"field": "ssh_keys"}


@pytest.mark.parametrize(
    "data",
    [
        b"#cloud-config\n" + b"#" * (16 * 1024),
        b"#cloud-config\na: [",
        b"#cloud-config\n- a list",
        b"#cloud-config\n!!python/object/apply:os.system [reboot]",
        b"#cloud-config\n\xff\xfe",
        b"#cloud-config\na: " + b"[" * 5000,
        b"reboot",
        "#!/bin/sh",
    ],
)
def test_user_data_that_means_nothing_is_refused(data: Any) -> None:
    with pytest.raises(InvalidSpecError) as refused:
        virtual_machine(user_data=data)
    assert refused.value.params == {"field": "user_data"}


@pytest.mark.parametrize(
    "data", [b"", b"#!/bin/sh\necho ', \" % \\n'\n", b"#cloud-config\n", b"#cloud-config\na: 1\n"]
)
def test_user_data_is_kept_to_the_byte(data: bytes) -> None:
    spec = virtual_machine(user_data=data)
    assert VirtualMachineSpec.from_dict(spec.to_dict()) == spec


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cpu_millis", 1500),
        ("memory_mb", "96,slots=2"),
        ("disk_gb", 0),
        ("forwards", ((80, 80),)),
        ("forwards", ((8080, 0),)),
        ("forwards", ((8080, 70_000),)),
        ("forwards", ((8080, "80-:22"),)),
        ("forwards", ((8080,),)),
        ("forwards", ((8080, 80), (8080, 81))),
        ("forwards", [(8080, 80)]),
        ("forwards", tuple((20_000 + one, 80) for one in range(32))),
        ("ssh_keys", [KEY]),
        ("ssh_keys", (KEY,) * 33),
        ("outbound", 1),
    ],
)
def test_a_field_out_of_range_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidSpecError):
        virtual_machine(**{field: value})


@pytest.mark.parametrize("wrong", [{"forwards": 1}, {"user_data": "%"}, {"ssh_keys": 1}])
def test_a_record_that_is_no_spec_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidSpecError):
        VirtualMachineSpec.from_dict(virtual_machine().to_dict() | wrong)


def test_a_spec_survives_its_record() -> None:
    spec = virtual_machine(
        ssh_keys=(KEY, f"{KEY} me@laptop"), password_hash=HASH, forwards=((28_080, 80),)
    )
    again = VirtualMachineSpec.from_dict(spec.to_dict())
    assert (again, again.fingerprint()) == (spec, spec.fingerprint())
    assert again.all_forwards == ((spec.port, 22), (28_080, 80))
    assert changed(spec, memory_mb=128).fingerprint() != spec.fingerprint()


def test_secrets_do_not_show() -> None:
    shown = repr(virtual_machine(password_hash=HASH, user_data=b"#!/bin/sh\necho canary"))
    assert HASH not in shown
    assert "canary" not in shown


def test_one_kind_is_not_the_other() -> None:
    with pytest.raises(InvalidSpecError, match="does not run"):
        ContainerSpec.of(virtual_machine())
    with pytest.raises(InvalidSpecError, match="does not run"):
        VirtualMachineSpec.of(spec_for())
