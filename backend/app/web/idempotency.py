"""`Idempotency-Key`: the same key gives the same answer, with another body it is a conflict.

Every POST takes it (`keyed`, called for each route that is served), but for those that say why
not. The key is written in the transaction of the work itself, so either both exist or neither; a
second request with the key waits for the first one. Without a key nothing is asked or written.
(IETF draft-ietf-httpapi-idempotency-key-header)
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial, wraps
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import crypto
from app.core.errors import ConflictError
from app.dao.idempotency import IdempotencyDAO, IdempotencyKey
from app.dao.session import Database
from app.web import impersonation
from app.web.dependencies import unit_of_work
from app.web.races import commits_apart
from app.web.reads import JSONBytes
from app.web.versions import Handler

CREATED = 201
_NO_CONTENT, _REFUSED = 204, 400
_SEALED = b"sealed:"


class IdempotencyKeyReusedError(ConflictError):
    """The key was used before, for a different request."""

    code = "idempotency_key_reused"
    message = "This Idempotency-Key was already used for a different request."


class UndeclaredIdempotencyError(TypeError):
    """A POST can keep no answer and does not say why; the application must not start."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How the API's POSTs deal with a key.

    `refused` names operations that take none, each with its reason; the answers of `sealed` hold
    a secret, and are kept so that only a repeat can read them.
    """

    refused: Mapping[str, str]
    sealed: Collection[str] = ()


class _Attempt:
    """One request with a key."""

    def __init__(self, request: Request, key: str, *, sealed: bool) -> None:
        self._request = request
        self._key = key
        self._sealed = sealed
        self._claimed: tuple[IdempotencyDAO, UUID] | None = None

    async def answer(self, work: Callable[[], Awaitable[Any]]) -> object:
        """Return the remembered answer, or what the endpoint answers now."""
        principal: Principal = self._request.state.principal
        dao = IdempotencyDAO(self._request.state.session)
        caller = principal.token_id or principal.user_id
        fingerprint = await _fingerprint(self._request)
        earlier = await dao.claim(caller, self._key, fingerprint)
        if earlier is not None:
            return _replayed(earlier, fingerprint, self._secret)
        self._claimed = (dao, caller)
        return await work()

    async def keep(self, response: Response) -> None:
        """Remember a good answer; after a refusal the key is free again."""
        if self._claimed is None:
            return
        dao, caller = self._claimed
        if response.status_code >= _REFUSED:
            await dao.release(caller, self._key)
            return
        body = bytes(response.body)
        if self._sealed:
            body = _SEALED + b64encode(crypto.seal(self._secret, body))
        location = response.headers.get("location")
        await dao.save_answer(caller, self._key, response.status_code, body, location)

    @property
    def _secret(self) -> str:
        secret: str = self._request.app.state.settings.secret_key.get_secret_value()
        return secret


_attempt: ContextVar[_Attempt | None] = ContextVar("idempotency", default=None)


def keyed(route: APIRoute, handler: Handler, rules: Rules) -> Handler:
    """Return a handler that honours a key, where the route is a POST that takes one.

    Raises UndeclaredIdempotencyError for a route that writes in no unit of work of the request, or
    takes a large body, and is not among those that refuse a key.
    """
    if "POST" not in (route.methods or ()) or route.operation_id in rules.refused:
        return handler
    calls = set(_calls(route.dependant))
    if _staged in calls:
        return handler
    if unit_of_work not in calls or route.max_body_size is not None or route.dependant.call is None:
        message = f"{route.operation_id} can keep no answer: say in app.api why it takes no key"
        raise UndeclaredIdempotencyError(message)
    if _required_key not in calls:
        route.dependant.dependencies.append(_OFFERED)
    route.dependant.call = _once(route.dependant.call)
    sealed = route.operation_id in rules.sealed

    async def handle(request: Request) -> Response:
        key = request.headers.get(_HEADER)
        if key is None:
            return await handler(request)
        attempt = _Attempt(request, key, sealed=sealed)
        token = _attempt.set(attempt)
        try:
            response = await handler(request)
            await attempt.keep(response)
        finally:
            _attempt.reset(token)
        return response

    return handle


def _once(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    async def once(**values: Any) -> object:  # noqa: ANN401  whatever the endpoint takes
        attempt = _attempt.get()
        if attempt is None:
            return await endpoint(**values)
        return await attempt.answer(partial(endpoint, **values))

    return once


def _calls(dependant: Dependant) -> list[object]:
    inner = (call for one in dependant.dependencies for call in _calls(one))
    return [dependant.call, *inner]


def _replayed(earlier: IdempotencyKey, fingerprint: str, secret: str) -> Response:
    if earlier.fingerprint != fingerprint:
        raise IdempotencyKeyReusedError
    headers = {"Idempotency-Replayed": "true"}
    headers |= {"Location": earlier.location} if earlier.location else {}
    if earlier.status == _NO_CONTENT:
        return Response(status_code=earlier.status, headers=headers)
    body = earlier.body
    if body.startswith(_SEALED):
        body = crypto.unseal(secret, b64decode(body.removeprefix(_SEALED)))
    return JSONBytes(body, earlier.status, headers)


Intent = TypeVar("Intent", bound=BaseModel)
Outcome = TypeVar("Outcome")
_UNFINISHED = 0


@dataclass(frozen=True, slots=True)
class Stages(Generic[Intent, Outcome]):
    """A request that asks the outside: an intent is committed, acted on, and its outcome kept.

    `begin` may also return the final answer at once, and so may `resume`, which runs instead where
    an earlier request left the intent without an answer: `act` may have run then, or be running.
    `act` runs outside any transaction; `finish` writes what came of it and returns the answer.
    """

    intent: type[Intent]
    begin: Callable[[AsyncSession], Awaitable[Intent | BaseModel]]
    resume: Callable[[AsyncSession, Intent], Awaitable[BaseModel | None]]
    act: Callable[[Intent], Awaitable[Outcome]]
    finish: Callable[[AsyncSession, Intent, Outcome], Awaitable[BaseModel]]


class StagedIdempotency:
    """The key of one request that takes two units of work around a call to the outside.

    A repeat that finds the intent without an answer (we died, or are still at it) goes on from
    the intent.
    """

    def __init__(self, database: Database, key: str, fingerprint: str, request: Request) -> None:
        self._database = database
        self._key = key
        self._fingerprint = fingerprint
        self._request = request
        commits_apart(request.scope)

    async def once(
        self, caller_id: UUID, stages: Stages[Intent, Outcome], *, status: int = CREATED
    ) -> Response:
        """Go through the stages and remember the answer, or give the remembered one.

        Raises IdempotencyKeyReusedError where the key was used with another body or path.
        """
        async with self._database.unit_of_work() as session:
            dao = IdempotencyDAO(session)
            earlier = await dao.claim(caller_id, self._key, self._fingerprint)
            if earlier is not None and (earlier.status or earlier.fingerprint != self._fingerprint):
                return _replayed(earlier, self._fingerprint, "")
            if earlier is None:
                begun = await stages.begin(session)
                await impersonation.note(self._request, session)
                if not isinstance(begun, stages.intent):
                    return await self._answered(dao, caller_id, begun, status)
                intent = begun
                await dao.save_answer(caller_id, self._key, _UNFINISHED, _json(intent))
            else:
                intent = stages.intent.model_validate_json(earlier.body)
                answer = await stages.resume(session, intent)
                if answer is not None:
                    return await self._answered(dao, caller_id, answer, status)
        outcome = await stages.act(intent)
        async with self._database.unit_of_work() as session:
            answer = await stages.finish(session, intent, outcome)
            return await self._answered(IdempotencyDAO(session), caller_id, answer, status)

    async def _answered(
        self, dao: IdempotencyDAO, caller_id: UUID, answer: BaseModel, status: int
    ) -> Response:
        await dao.save_answer(caller_id, self._key, status, _json(answer))
        return JSONBytes(_json(answer), status)


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()


_HEADER = "Idempotency-Key"
_DESCRIPTION = "Any unique text; repeat it to repeat the request safely"
_RULES: Any = Header(alias=_HEADER, min_length=8, max_length=128, description=_DESCRIPTION)
Key = Annotated[str, _RULES]


async def _fingerprint(request: Request) -> str:
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return hashlib.sha256(content).hexdigest()


async def _required_key(_key: Key) -> None:
    """Refuse a request without a key."""


async def _offered_key(_key: Annotated[str | None, _RULES] = None) -> None:
    """Refuse a key that is none."""


_OFFERED = get_parameterless_sub_dependant(depends=Depends(_offered_key), path="/")
"""One for all routes, as it takes nothing from a path."""


async def _staged(request: Request, key: Key) -> StagedIdempotency:
    fingerprint = await _fingerprint(request)
    return StagedIdempotency(request.app.state.database, key, fingerprint, request)


KEY_REQUIRED = Depends(_required_key)
"""Among a route's `dependencies`: what moves money is not done without a key."""

Staged = Annotated[StagedIdempotency, Depends(_staged)]
