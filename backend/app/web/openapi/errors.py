"""The catalogue of errors, and each operation's share of it."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from app.auth.dependencies import Policy
from app.auth.errors import OneselfRequiredError, StepUpRequiredError
from app.core.errors import (
    AppError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
    error_types,
)
from app.web.openapi.reach import reached
from app.web.policies import Operation
from app.web.problems import (
    ERROR_CODES,
    MEDIA_TYPE,
    TRANSPORT_CODES,
    VALIDATION_FAILED,
    FieldProblem,
    page_of,
)

_DESCRIPTIONS = {
    "401": "Not signed in, or the token no longer counts",
    "403": "Signed in, without the permission for it",
    "404": "Not there, or somebody else's",
    "409": "Not possible in the current state",
    "412": "It was changed since it was read: read it again",
    "413": "The body is larger than this operation takes",
    "422": "The request is malformed; `errors` names the fields",
    "428": "Say which state is to be changed, with `If-Match`",
    "429": "Too many requests; `Retry-After` says when to come again",
    "503": "We cannot answer now; `Retry-After` says when to come again",
    "default": "Any other refusal",
}
_WORDS = {
    "bad_request": "The request is no valid HTTP of this API.",
    "method_not_allowed": "This address takes other methods: `Allow` names them.",
    "content_too_large": "The request is larger than we accept here.",
    "query_too_long": "The query is longer than we accept.",
    "unsupported_media_type": "This operation does not take a body of that type.",
    "host_unknown": "This host is not served here.",
    "headers_too_large": "The headers are larger than we accept.",
    "origin_refused": "Pages of other sites cannot act here.",
    VALIDATION_FAILED: "Check these fields: hostname.",
}
_RETRY = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
_COME_AGAIN = {"429", "503"}
_EXAMPLE_FIELD = FieldProblem(
    field="hostname",
    code="string_too_long",
    message="String should have at most 63 characters",
)
_REQUEST_ID = "01935f2a-7c1e-7b3a-9d51-2f4f0c6f2a11"


def catalogue() -> dict[str, tuple[int, str]]:
    """Return every code with its status and the English sentence that goes with it."""
    found = {code: (status, _WORDS.get(code, "")) for code, status in TRANSPORT_CODES.items()}
    # The class that declares a code speaks for it, not a child that inherits it: it comes last.
    for kind in sorted(error_types(), key=lambda one: -len(one.__mro__)):
        found[kind.code] = (kind.status, kind.message)
    return dict(sorted(found.items()))


def examples(public_url: str, codes: Iterable[str]) -> dict[str, Any]:
    """Return a whole problem document for each of these codes."""
    known = catalogue()
    return {
        code: {"summary": known[code][1], "value": _document(public_url, code, *known[code])}
        for code in sorted(codes)
    }


def _document(public_url: str, code: str, status: int, words: str) -> dict[str, Any]:
    fields = [_EXAMPLE_FIELD.model_dump()] if code == VALIDATION_FAILED else []
    return {
        "type": page_of(public_url, code),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        "code": code,
        "params": {},
        "errors": fields,
        "request_id": _REQUEST_ID,
    }


def by_operation(app: FastAPI) -> dict[str, set[str]]:
    """Return the codes that the code of each operation may answer, by operation id."""
    return {
        context.operation_id or "": _codes(context.dependant)
        for context in iter_route_contexts(app.routes)
        if hasattr(context.original_route, "dependant") and hasattr(context, "operation_id")
    }


def _codes(dependant: Dependant) -> set[str]:
    own = {one.code for one in reached(dependant.call)} if dependant.call else set()
    inner = (_codes(one) for one in dependant.dependencies if not isinstance(one.call, Policy))
    return own.union(*inner)


def responses(entry: dict[str, Any], operation: Operation, reached_codes: set[str]) -> None:
    """Write every refusal of an operation into its entry, in place."""
    codes = reached_codes | _usual(entry, operation) | set(entry.pop(ERROR_CODES, ()))
    codes -= {AppError.code}
    known = catalogue()
    grouped: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        grouped[str(known[code][0])].append(code)
    answers = entry["responses"]
    for status, answered in grouped.items():
        said = answers.get(status, {}).get("description")
        answers[status] = problem(status, answered, said)
    answers["default"] = problem("default", [AppError.code])
    entry[ERROR_CODES] = sorted(codes)


def _usual(entry: dict[str, Any], operation: Operation) -> set[str]:
    """Return what any operation of this shape may answer, whatever its code does."""
    codes = {TooManyRequestsError.code, UnavailableError.code}
    if entry.get("parameters") or "requestBody" in entry:
        codes.add(VALIDATION_FAILED)
    if "requestBody" in entry:
        codes.add("content_too_large")
    if "{" in operation.path:
        codes.add(NotFoundError.code)
    policy = operation.policy
    if policy is not None:
        codes |= {UnauthenticatedError.code, ForbiddenError.code}
        codes |= {StepUpRequiredError.code} if policy.recent_auth else set()
        codes |= {OneselfRequiredError.code} if policy.oneself or policy.recent_auth else set()
    return codes


def problem(status: str, codes: list[str], said: str | None = None) -> dict[str, Any]:
    """Return the response object of a refusal that has one of these codes."""
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    phrase = "Refused" if status == "default" else HTTPStatus(int(status)).phrase
    description = said or _DESCRIPTIONS.get(status, phrase)
    described = {"description": description, "content": {MEDIA_TYPE: content}}
    return described | ({"headers": _RETRY} if status in _COME_AGAIN else {})
