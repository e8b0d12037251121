"""Every operation is called `<plural noun>_<verb>`: people and clients guess the next one."""

import re
from pathlib import PurePosixPath

import pytest

from app.main import create_app
from app.web.policies import Operation, operations

_SINGLE = {
    "audit",
    "auth",
    "balance",
    "billing",
    "catalog",
    "checklist",
    "health",
    "ledger",
    "legal",
    "me",
    "overview",
    "search",
    "staff",
    "system",
}
"""Nouns of which there is only one, or whose plural is the word itself."""

_VERBS = {
    "GET": r"(list|read|stream|export|download)",
    "DELETE": r"(delete|\w+)",
    "PATCH": "update",
}


def _faults(one: Operation) -> list[str]:
    admin = "/admin/" in one.path
    name = one.operation_id.removeprefix("admin_")
    noun, _, verb = name.partition("_")
    action = PurePosixPath(one.path).name.replace("-", "_") if "/actions/" in one.path else ""
    wanted = action or _VERBS.get(one.method, r"\w+")
    faults = {
        "not snake_case": not re.fullmatch(r"[a-z]+(_[a-z]+)+", one.operation_id),
        "admin_ is for the admin tree": admin != one.operation_id.startswith("admin_"),
        f"{noun} is no plural": noun not in _SINGLE and not noun.endswith("s"),
        f"does not end in {wanted}": not re.fullmatch(rf"(\w+_)?{wanted}", verb),
    }
    return [fault for fault, found in faults.items() if found]


def _called(operation_id: str, method: str, path: str) -> Operation:
    return Operation(operation_id, method, path, None)


def test_operations_are_called_by_noun_and_verb() -> None:
    found = operations(create_app())
    broken = {one.operation_id: _faults(one) for one in found if _faults(one)}
    assert broken == {}
    names = [one.operation_id for one in found]
    assert len(names) == len(set(names)) > 60


@pytest.mark.parametrize(
    "one",
    [
        _called("service_read", "GET", "/api/v1/services/{service_id}"),
        _called("services", "GET", "/api/v1/services"),
        _called("services_summary", "GET", "/api/v1/services/summary"),
        _called("services_rename", "PATCH", "/api/v1/services/{service_id}"),
        _called("services_begin", "POST", "/api/v1/services/{service_id}/actions/start"),
        _called("jobs_list", "GET", "/api/v1/admin/jobs"),
        _called("admin_jobs_list", "GET", "/api/v1/jobs"),
        _called("jobs_readAll", "POST", "/api/v1/jobs"),
    ],
    ids=lambda one: one.operation_id,
)
def test_another_name_is_seen(one: Operation) -> None:
    assert _faults(one)
