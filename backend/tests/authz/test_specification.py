"""Schemathesis with working credentials of every role: whatever it makes up, the API answers as
its specification says, and never with a defect of ours."""

from collections.abc import Collection, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.web.policies import operations
from tests.authz.asking import ask
from tests.authz.callers import Caller
from tests.authz.calls import CALLS, Call, Request
from tests.authz.matrix import Matrix

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_CASES = 4
_ROLES = ["nobody", "owner", *(f"staff {name}" for name in ("support", "billing", "operator"))]
_ROLES += ["staff admin", "staff owner"]


def _cases(operation: Any) -> list[Any]:
    """Make up calls of an operation, valid and not; the same ones each time."""
    made: list[Any] = []

    @seed(20)
    @hypothesis_settings(
        max_examples=_CASES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def collect(case: Any) -> None:
        made.append(case)

    collect()
    return made


def _known(matrix: Matrix, operation_id: str, case: Any) -> None:
    """Put ids of the world where made-up ones would only ever meet 404."""
    ids, call = matrix.world.ours.ids, CALLS.get(operation_id, Call())
    for name in case.path_parameters or {}:
        slot = call.ids.get(name, name)
        if slot in ids:
            case.path_parameters[name] = str(ids[slot])
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = "*"


async def _asked(matrix: Matrix, caller: Caller, made: dict[str, Any]) -> httpx2.Response:
    """Make one request in a savepoint, so that the next one finds the world as it was."""
    prepared = requests.Request(**made).prepare()
    address = urlsplit(str(prepared.url))
    path = f"{address.path}?{address.query}" if address.query else address.path
    body = prepared.body or b""
    request = Request(
        str(prepared.method),
        path,
        {name: str(value) for name, value in prepared.headers.items() if name not in _OURS},
        body if isinstance(body, bytes) else str(body).encode(),
        frozenset(),
        streams=address.path == "/api/v1/events",
    )
    moment = await matrix.connection.begin_nested()
    try:
        answer = await ask(matrix.app, request, caller.authorization)
    finally:
        await moment.rollback()
        matrix.app.state.authenticator.forget()
    head = answer.text.partition("\n\n")[0].splitlines()
    told = [(name, value) for name, _, value in (line.partition(": ") for line in head)]
    response = httpx2.Response(answer.status, headers=told, content=answer.body)
    response.request = httpx2.Request(request.method, str(prepared.url))
    response.elapsed = timedelta(0)
    return response


_OURS = ("Host", "Authorization", "Last-Event-ID")


def _faults(case: Any, response: httpx2.Response) -> Iterator[str]:
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as failures:
        for failure in failures.exceptions:
            yield f"{case.method} {case.formatted_path}: {failure}"


async def _compared(
    matrix: Matrix, document: dict[str, Any], only: Collection[str] = ()
) -> tuple[int, list[str]]:
    """Ask every operation, or these, as every role; return how often, and what was not as said."""
    callers = [caller for caller in matrix.callers if caller.name in _ROLES]
    asked, faults = 0, []
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # an invalid schema is a failure here
        operation_id = operation.definition.raw["operationId"]
        for case in _cases(operation) if operation_id in only or not only else ():
            _known(matrix, operation_id, case)
            made = case.as_transport_kwargs(base_url="http://panel.test")
            for caller in callers:
                response, asked = await _asked(matrix, caller, made), asked + 1
                faults += [f"{caller.name}: {fault}" for fault in _faults(case, response)]
    return asked, faults


async def test_the_api_is_as_it_says(matrix: Matrix) -> None:
    document = matrix.app.openapi()
    asked, faults = await _compared(matrix, document)
    assert asked > len(operations(matrix.app)) * len(_ROLES)
    assert not faults, f"{len(faults)} faults of {asked} answers:\n" + "\n".join(faults[:10])


@pytest.mark.parametrize("defect", ["field", "status"])
async def test_an_answer_that_was_not_announced_is_seen(matrix: Matrix, defect: str) -> None:
    document = deepcopy(matrix.app.openapi())
    if defect == "field":
        document["components"]["schemas"]["MeRead"]["required"].append("nobody_sends_this")
    else:
        responses = document["paths"]["/api/v1/me"]["get"]["responses"]
        for status in ("200", "default"):
            responses.pop(status)
    _, faults = await _compared(matrix, document, {"me_read"})
    assert faults
