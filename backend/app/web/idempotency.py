"""`Idempotency-Key`: the same key gives the same answer, with another body it is a conflict.

The key is written in the transaction of the work itself, so either both exist or neither; a second
request with the key waits for the first one. (IETF draft-ietf-httpapi-idempotency-key-header)
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from app.core.errors import ConflictError
from app.dao.idempotency import IdempotencyDAO
from app.web.dependencies import Session
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
            if earlier.fingerprint != self._fingerprint:
                raise IdempotencyKeyReusedError
            return JSONBytes(earlier.body, earlier.status, {"Idempotency-Replayed": "true"})
        answer = await work()
        body = answer.model_dump_json().encode()
        await self._dao.remember(caller_id, self._key, status, body)
        return JSONBytes(body, status, {"Location": location(answer)} if location else None)


async def _idempotency(
    request: Request,
    session: Session,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            min_length=8,
            max_length=128,
            description="Any unique text; repeat it to repeat the request safely",
        ),
    ],
) -> Idempotency:
    body = await request.body()
    content = f"{request.method} {request.url.path}\n".encode() + body
    return Idempotency(IdempotencyDAO(session), key, hashlib.sha256(content).hexdigest())


Idempotent = Annotated[Idempotency, Depends(_idempotency, scope="function")]
