"""Routes of the fast path: declared like any endpoint, served without FastAPI's dependency chain.

The signature may take the fast reads, a principal with its policy, one query model and UUID path
parameters; anything else is refused at start-up. The answer is JSON bytes from PostgreSQL.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, FastAPI, Response
from fastapi.params import Depends, Query
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.utils import create_model_field
from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from app.auth.dependencies import Policy
from app.auth.ratelimit import RouteClass
from app.core.errors import AppError, NotFoundError
from app.dao.query import CursorRead, ListQuery, PageRead
from app.web import csv, problems
from app.web.client import client_ip
from app.web.dependencies import fast_reads
from app.web.deprecation import deprecation_of
from app.web.links import links
from app.web.versions import etag, is_versioned, version_of

_ID = re.compile(r"(?<=/)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?=/|$)")
_PARAMETER = re.compile(r"\{[^}]*\}")
_AS_FILE = "With `Accept: text/csv`: every row that matches, as a file."
_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class JSONBytes(Response):
    """A finished JSON document."""

    media_type = "application/json"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to call an endpoint: the names of its parameters, sorted by where they come from."""

    reads: str
    policy: tuple[str, Policy] | None
    query: tuple[str, type[BaseModel]] | None
    path: tuple[str, ...]


def _plan(endpoint: Callable[..., Any]) -> _Plan:
    reads, policy, query, path = "", None, None, []
    for name, parameter in inspect.signature(endpoint, eval_str=True).parameters.items():
        base, *marks = get_args(parameter.annotation) or (parameter.annotation,)
        if any(isinstance(mark, Depends) and mark.dependency is fast_reads for mark in marks):
            reads = name
        elif found := [m.dependency for m in marks if isinstance(m, Depends)]:
            if not isinstance(found[0], Policy):
                break
            policy = (name, found[0])
        elif any(isinstance(mark, Query) for mark in marks):
            query = (name, base)
        elif base is UUID:
            path.append(name)
        else:
            break
    else:
        if reads:
            return _Plan(reads, policy, query, tuple(path))
    message = f"{endpoint.__qualname__} asks for what a fast read cannot give"
    raise TypeError(message)


@lru_cache(maxsize=4096)
def _parsed(model: type[BaseModel], query_string: bytes) -> BaseModel:
    given: dict[str, Any] = {}
    for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
        info = model.model_fields.get(name)
        if info is not None and _is_list(info.annotation):
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    return model.model_validate(given)


def _is_list(annotation: object) -> bool:
    options = (annotation, *get_args(annotation))
    return any(option is list or get_origin(option) is list for option in options)


class ReadRoute(APIRoute):
    """Serves a read straight from the ASGI scope."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **arguments: Any) -> None:  # noqa: ANN401  as APIRoute itself
        answer = arguments.pop("responses")[200]["model"]
        super().__init__(path, endpoint, **arguments)
        self.answer = answer
        self._plan = _plan(endpoint)
        self._versioned = is_versioned(answer)
        self._paged = any(_is_page(one) for one in (answer, *get_args(answer)))
        deprecation = deprecation_of(self)
        self._headers = [*_HEADERS, *(deprecation.headers() if deprecation else ())]
        self._call: Callable[..., Awaitable[bytes]] = endpoint

    def describe(self) -> None:
        """Make what the API's document says of the answer; a start has no need of it."""
        model = either_page(self.answer)
        name = f"Response_200_{self.unique_id}"
        self.responses = {200: {"model": model}}
        self.response_fields = {200: create_model_field(name, model, mode="serialization")}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        try:
            arguments = await self._arguments(scope)
            if self.columns and csv.is_wanted(scope["headers"]):
                file = await self._file(arguments)
                await file(scope, receive, send)
                return
            body = await self._call(**arguments)
        except AppError as error:
            await problems.from_app_error(error)(scope, receive, send)
            return
        except ValidationError as error:
            await problems.from_validation(error.errors())(scope, receive, send)
            return
        headers = [*self._headers, (b"content-length", str(len(body)).encode())]
        if self._versioned:
            headers.append((b"etag", etag(version_of(body)).encode()))
        if self._paged and (link := links(scope["path"], scope["query_string"], body)):
            headers.append((b"link", link.encode("latin-1")))
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    @cached_property
    def columns(self) -> tuple[csv.Column, ...]:
        """What a list's rows have as columns of a file; nothing where this is no list."""
        item = _item((self.answer,))
        return csv.columns_of(item) if item and self._plan.query else ()

    async def _file(self, arguments: dict[str, Any]) -> Response:
        """Answer a list as a file: the same call, page after page."""
        query, _ = self._plan.query or ("", None)

        async def fetch(part: ListQuery) -> bytes:
            return await self._call(**arguments | {query: part})

        name = self.path_format.rsplit("/", 1)[-1]
        return await csv.respond(fetch, arguments[query], self.columns, name)

    async def _arguments(self, scope: Scope) -> dict[str, Any]:
        state = scope["app"].state
        arguments: dict[str, Any] = {self._plan.reads: state.reads}
        if self._plan.policy:
            name, policy = self._plan.policy
            principal = await policy.admit(
                state.authenticator, _authorization(scope), client_ip(scope)
            )
            await state.limiter.caller(scope, RouteClass.READ, principal)
            arguments[name] = principal
        if self._plan.query:
            name, model = self._plan.query
            arguments[name] = _parsed(model, scope["query_string"])
        for name in self._plan.path:
            arguments[name] = _uuid(scope["path_params"][name])
        return arguments


class ReadShortcut:
    """Takes requests for fast reads past the router, whose search costs more than they do."""

    def __init__(self, app: ASGIApp, routes: Mapping[str, ReadRoute]) -> None:
        self.app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a fast read; pass anything else on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path: str = scope["path"]
            ids = _ID.findall(path)
            route = self._routes.get(_ID.sub("{}", path) if ids else path)
            if route is not None:
                names = route.param_convertors
                scope["path_params"] = dict(zip(names, ids, strict=True))
                scope["route"] = route
                await route.handle(scope, receive, send)
                return
        await self.app(scope, receive, send)


def template_of(path: str) -> str:
    """Return a route's path, or a request's, with `{}` for each id."""
    return _ID.sub("{}", _PARAMETER.sub("{}", path))


def read_routes(app: FastAPI) -> dict[str, ReadRoute]:
    """Return the fast reads of an application by their path, `{}` standing for each id."""
    return {
        template_of(context.path_format or ""): context.original_route
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, ReadRoute)
    }


def _authorization(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            found: str = value.decode("latin-1")
            return found
    return None


def _uuid(value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as malformed:
        raise NotFoundError from malformed


def _is_page(answer: object) -> bool:
    return isinstance(answer, type) and issubclass(answer, PageRead | CursorRead)


def either_page(answer: Any) -> Any:  # noqa: ANN401  types
    """Return a numbered page's type joined by that of the same list's pages by cursor."""
    item = _item((answer,))
    return answer | CursorRead[item] if item else answer  # type: ignore[valid-type]  # run time


def _item(answers: Sequence[Any]) -> type[BaseModel] | None:
    """Return what a list is of; None for an answer that is no list."""
    for answer in answers:
        if isinstance(answer, type) and issubclass(answer, PageRead):
            found: type[BaseModel] = answer.__pydantic_generic_metadata__["args"][0]
            return found
    return None


def _description(endpoint: Callable[..., Any], answer: object) -> str:
    text = inspect.getdoc(endpoint) or ""
    return f"{text}\n\n{_AS_FILE}" if _item((answer,)) else text


def read(
    router: APIRouter,
    path: str,
    *,
    answer: Any,  # noqa: ANN401  any type that pydantic takes
    operation_id: str,
    summary: str,
    dependencies: Sequence[Depends] = (),
) -> Callable[[Callable[..., Awaitable[bytes]]], Callable[..., Awaitable[bytes]]]:
    """Declare a GET of the fast path; `answer` is the schema that PostgreSQL's JSON agrees with."""

    def declare(endpoint: Callable[..., Awaitable[bytes]]) -> Callable[..., Awaitable[bytes]]:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_model=None,
            responses={200: {"model": answer}},
            operation_id=operation_id,
            summary=summary,
            description=_description(endpoint, answer),
            dependencies=list(dependencies),
            route_class_override=ReadRoute,
        )
        return endpoint

    return declare
