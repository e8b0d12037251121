"""`Idempotency-Key`: the same key gives the same answer, with another body it is a conflict.

The key is written in the transaction of the work itself, so either both exist or neither; a second
request with the key waits for the first one. (IETF draft-ietf-httpapi-idempotency-key-header)
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError
from app.dao.idempotency import IdempotencyDAO, IdempotencyKey
from app.dao.session import Database
from app.web import impersonation
from app.web.dependencies import Session
from app.web.races import commits_apart
from app.web.reads import JSONBytes

CREATED = 201


class IdempotencyKeyReusedError(ConflictError):
    """The key was used before, for a different request."""

    code = "idempotency_key_reused"
    message = "This Idempotency-Key was already used for a different request."


class Idempotency:
    """The key of one request, and its way to happen once."""

    def __init__(self, dao: IdempotencyDAO, key: str, fingerprint: str) -> None:
        self._dao = dao
        self._key = key
        self._fingerprint = fingerprint

    async def once(
        self,
        caller_id: UUID,
        work: Callable[[], Awaitable[BaseModel]],
        *,
        status: int = CREATED,
        location: Callable[[BaseModel], str] | None = None,
    ) -> Response:
        """Do the work and remember its answer, or give the remembered one.

        Raises IdempotencyKeyReusedError where the key was used with another body or path.
        """
        earlier = await self._dao.claim(caller_id, self._key, self._fingerprint)
        if earlier is not None:
            return _replayed(earlier, self._fingerprint)
        answer = await work()
        body = answer.model_dump_json().encode()
        await self._dao.save_answer(caller_id, self._key, status, body)
        return JSONBytes(body, status, {"Location": location(answer)} if location else None)


def _replayed(earlier: IdempotencyKey, fingerprint: str) -> Response:
    if earlier.fingerprint != fingerprint:
        raise IdempotencyKeyReusedError
    return JSONBytes(earlier.body, earlier.status, {"Idempotency-Replayed": "true"})


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
                return _replayed(earlier, self._fingerprint)
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


Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        description="Any unique text; repeat it to repeat the request safely",
    ),
]


async def _fingerprint(request: Request) -> str:
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return hashlib.sha256(content).hexdigest()


async def _idempotency(request: Request, session: Session, key: Key) -> Idempotency:
    return Idempotency(IdempotencyDAO(session), key, await _fingerprint(request))


async def _staged(request: Request, key: Key) -> StagedIdempotency:
    fingerprint = await _fingerprint(request)
    return StagedIdempotency(request.app.state.database, key, fingerprint, request)


Idempotent = Annotated[Idempotency, Depends(_idempotency, scope="function")]
Staged = Annotated[StagedIdempotency, Depends(_staged)]
