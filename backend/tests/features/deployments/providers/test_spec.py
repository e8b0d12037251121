"""Nothing a customer writes reaches a command line, a label or a path unchecked."""

import pytest

from app.features.deployments.providers.base import ContainerSpec, InvalidSpecError
from tests.features.deployments.providers.environments import changed, spec_for

_HOSTILE = [
    "",
    " ",
    "-rf",
    "--privileged",
    "a b",
    "a;reboot",
    "$(reboot)",
    "`reboot`",
    "a|b",
    "a&b",
    "a>b",
    "../../etc/passwd",
    "/etc/passwd",
    "a\nb",
    "web.example.com\n",
    "a\x00b",
    "a\tb",
    "a'b",
    'a"b',
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${PATH}",
    "%s%n",
    "a=b",
    "a,b",
    "a,hostwright.node=other",
    "пример.рф",
    "a\u202eb",
    "A.example.com",
    "a..b",
    ".a",
    "a.",
    "a-.b",
    "x" * 64,
    "x" * 300,
    "&& sed -i s/@HOSTNAME@/x/ /etc/passwd",
    "a/e s/",
]


@pytest.mark.parametrize("hostname", _HOSTILE)
def test_hostile_hostname_is_refused(hostname: str) -> None:
    with pytest.raises(InvalidSpecError) as refused:
        changed(spec_for(), hostname=hostname)
    assert refused.value.params == {"field": "hostname"}


@pytest.mark.parametrize("hostname", ["a", "web", "web-1.example.com", "xn--e1afmkfd.xn--p1ai"])
def test_good_hostname_is_taken(hostname: str) -> None:
    assert changed(spec_for(), hostname=hostname).hostname == hostname


_HARMLESS_IN_A_LABEL = {"a..b", "a-.b", "x" * 64}


@pytest.mark.parametrize(
    "key",
    [key for key in _HOSTILE if key not in _HARMLESS_IN_A_LABEL]
    + ["hostwright.node", "hostwright.managed", "UPPER", "x" * 65],
)
def test_hostile_label_is_refused(key: str) -> None:
    with pytest.raises(InvalidSpecError):
        changed(spec_for(), labels={key: "value"})


@pytest.mark.parametrize("value", ["a\nb", "a\x00b", "$(x)", "`x`", "a;b", "x" * 129, "<b>", "a,b"])
def test_hostile_label_value_is_refused(value: str) -> None:
    with pytest.raises(InvalidSpecError):
        changed(spec_for(), labels={"team": value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../up"),
        ("name", "hw_x"),
        ("service_id", "a/b"),
        ("service_id", ""),
        ("image", "static-site; reboot"),
        ("image", "../static-site"),
        ("image_reference", "-v"),
        ("image_reference", "a b"),
        ("image_reference", "http://registry/x?y"),
        ("host", "localhost"),
        ("host", "127.0.0.1; reboot"),
        ("port", 80),
        ("port", 70000),
        ("port", "20000"),
        ("port", True),
        ("cpu_millis", 0),
        ("cpu_millis", 0.5),
        ("memory_mb", -1),
        ("disk_gb", 0),
        ("pids", 1),
    ],
)
def test_hostile_field_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidSpecError):
        changed(spec_for(), **{field: value})


def test_unknown_or_missing_fields_are_refused() -> None:
    with pytest.raises(InvalidSpecError):
        changed(spec_for(), command="reboot")
    with pytest.raises(InvalidSpecError):
        ContainerSpec.from_dict({"name": "hw-1"})


def test_fingerprint_tells_specs_apart() -> None:
    spec = spec_for()
    assert changed(spec).fingerprint() == spec.fingerprint()
    assert changed(spec, memory_mb=97).fingerprint() != spec.fingerprint()
    one = changed(spec, labels={"a": "1", "b": "2"})
    assert one.fingerprint() == changed(spec, labels={"b": "2", "a": "1"}).fingerprint()
