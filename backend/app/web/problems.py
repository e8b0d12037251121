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
TRANSPORT_CODES = {*_HTTP_CODES.values(), VALIDATION_FAILED, "origin_refused"}
"""Refusals of a request that no domain error stands for."""


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

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: ErrorCode
    params: dict[str, Any] = {}
    errors: list[FieldProblem] = []
    request_id: str


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
    return Response(json.dumps(problem), status, headers, MEDIA_TYPE)


def from_app_error(error: AppError) -> Response:
    """Render a domain error."""
    headers: dict[str, str] = {}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequestsError | UnavailableError):
        headers["Retry-After"] = str(error.params.get("retry_after", _RETRY_SECONDS))
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
