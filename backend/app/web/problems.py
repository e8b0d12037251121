"""Errors as RFC 9457 problem documents. No stack trace is ever sent."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from loguru import logger
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from app.core import context, json
from app.core.errors import (
    AppError,
    InvalidError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from app.core.vocabulary import ErrorCode
from app.dao.errors import is_temporary

MEDIA_TYPE = "application/problem+json"
ERROR_CODES = "x-error-codes"
"""The codes that an operation may answer, all of them."""
_RETRY_SECONDS = 2
VALIDATION_FAILED = "validation_failed"
_HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "content_too_large",
    414: "query_too_long",
    415: "unsupported_media_type",
    421: "host_unknown",
    431: "headers_too_large",
}
_STATUSES = {code: status for status, code in _HTTP_CODES.items()}
TRANSPORT_CODES = _STATUSES | {VALIDATION_FAILED: InvalidError.status, "origin_refused": 403}
"""Refusals of a request that no domain error stands for, with their status."""
_COME_AGAIN = (TooManyRequestsError.status, UnavailableError.status)


class ContentTooLargeError(HTTPException):
    """The body is longer than the route takes; an HTTPException, or FastAPI would call it a 400."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(413, f"The request is larger than the {max_bytes} bytes we accept here.")
        self.max_bytes = max_bytes


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(examples=["hostname"])
    code: str = Field(examples=["string_too_long"])
    message: str


class Problem(BaseModel):
    """A refusal: `code` is stable and translated by the client, `params` fill its text."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        "about:blank",
        description="The page that explains `code`",
        examples=["https://panel.example.com/docs/errors/not_found"],
    )
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is nothing here."])
    code: ErrorCode
    params: dict[str, Any] = {}
    errors: list[FieldProblem] = []
    request_id: str = Field(
        description="Name it to our support", examples=["01935f2a-7c1e-7b3a-9d51-2f4f0c6f2a11"]
    )


def page_of(public_url: str, code: str) -> str:
    """Return the address of the page that explains an error code."""
    return f"{public_url.rstrip('/')}/docs/errors/{code}"


class ProblemResponse(Response):
    """A problem document; its `type` is known when it is sent, from the application's address.

    Whoever may come again is told when, by 429 and 503 always.
    """

    media_type = MEDIA_TYPE

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        super().__init__(b"", problem.status, headers)
        self.problem = problem
        if problem.status in _COME_AGAIN:
            self.headers.setdefault("Retry-After", str(_RETRY_SECONDS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        settings = getattr(scope["app"].state, "settings", None)
        if settings is not None:
            self.problem.type = page_of(settings.public_url, self.problem.code)
        self.body = json.dumps(self.problem)
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def may_answer(*kinds: type[AppError]) -> dict[str, Any]:
    """Declare errors of an operation that its own code does not name, as its `openapi_extra`."""
    return {ERROR_CODES: [kind.code for kind in kinds]}


def render(
    status: int,
    code: str,
    detail: str,
    *,
    params: dict[str, object] | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """Return a problem document as a response; `members` are extensions (RFC 9457, 3.2)."""
    problem = Problem(
        **(members or {}),
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        params=params or {},
        errors=list(errors),
        request_id=context.current().request_id,
    )
    return ProblemResponse(problem, headers or {})


def from_app_error(error: AppError) -> Response:
    """Render a domain error."""
    headers: dict[str, str] = {}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in _COME_AGAIN and "retry_after" in error.params:
        headers["Retry-After"] = str(error.params["retry_after"])
    return render(
        error.status,
        error.code,
        error.message,
        params=error.params,
        headers=headers,
        members=error.members,
    )


def from_large_content(error: ContentTooLargeError) -> Response:
    """Render a body that is too long; `max_bytes` says how long it may be."""
    code, params = _HTTP_CODES[error.status_code], {"max_bytes": error.max_bytes}
    return render(error.status_code, code, error.detail, params={**params})


def from_validation(errors: Sequence[Any]) -> Response:
    """Render pydantic's findings, one entry a field; the values sent are never echoed."""
    problems = [
        FieldProblem(field=_path(one["loc"]), code=one["type"], message=one["msg"])
        for one in errors
    ]
    named = ", ".join(problem.field for problem in problems if problem.field)
    detail = f"Check these fields: {named}." if named else problems[0].message
    return render(InvalidError.status, VALIDATION_FAILED, detail, errors=problems)


def _path(location: Sequence[str | int]) -> str:
    places = {"body", "query", "path", "header", "cookie"}
    parts = location[1:] if location and location[0] in places else location
    return ".".join(str(part) for part in parts)


async def _on_app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101  registered for this class
    return from_app_error(error)


async def _on_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError | ValidationError)  # noqa: S101  the same
    return from_validation(error.errors())


async def _on_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  the same
    if isinstance(error, ContentTooLargeError):
        return from_large_content(error)
    phrase = HTTPStatus(error.status_code).phrase
    code = _HTTP_CODES.get(error.status_code, _HTTP_CODES[400])
    return render(error.status_code, code, phrase, headers=dict(error.headers or {}))


def from_defect(error: Exception) -> Response:
    """Log what went wrong and say only that something did.

    Where a part we depend on is away, or the work lost a race, the client is asked to come again.
    """
    if is_temporary(error) or isinstance(error, RedisError):
        logger.warning("a request cannot be answered now: {!r}", error)
        return from_app_error(UnavailableError())
    logger.opt(exception=error).error("request failed")
    return render(AppError.status, AppError.code, AppError.message)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http_error)
