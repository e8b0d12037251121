"""`Store` over somebody else's HTTP API: a collection of JSON objects under one address.

`GET /`, `GET|PATCH|DELETE /{key}` and `POST /` are what it speaks, with pages as `{items,
next_cursor}`; a child says where an API differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from loguru import logger
from pydantic import BaseModel, ValidationError

from app.core import http
from app.core.errors import (
    AppError,
    ConflictError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from app.dao.base import Store, StorePage

_ATTEMPTS = 3
_OK = range(200, 300)
_MISSING = frozenset({404, 410})
_REFUSALS: dict[int, type[AppError]] = {
    404: NotFoundError,
    410: NotFoundError,
    400: InvalidError,
    409: ConflictError,
    412: ConflictError,
    422: InvalidError,
    429: TooManyRequestsError,
}

Item = TypeVar("Item", bound=BaseModel)


class OutcomeUnknownError(UnavailableError):
    """The change was sent and no answer came: it may have been made. Ask before trying again."""

    code = "outcome_unknown"
    message = "Something we depend on did not respond in time. Check before you retry."


@dataclass(frozen=True, slots=True)
class Collection(Generic[Item]):
    """Where a collection is and what it holds; `headers` carry the credentials."""

    url: str
    model: type[Item]
    key: str = "id"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    destination: http.Destination = http.Destination.OPERATOR
    seconds: float = http.SECONDS


class RemoteStore(Store[str, Item], Generic[Item]):
    """Items of one remote collection.

    Every method raises UnavailableError where the other side is away or makes no sense, and
    OutcomeUnknownError where a change was sent and nothing came back.
    """

    def __init__(self, collection: Collection[Item], client: http.HttpClient | None = None) -> None:
        self._collection = collection
        self._client = client

    async def find(self, key: str) -> Item | None:
        """Return the item, or None where there is none."""
        response = await self._call("GET", self._path(key))
        return None if response.status in _MISSING else self._read(response)

    async def page(self, cursor: str | None = None, limit: int = 100) -> StorePage[Item]:
        """Return a page in the order of the other side (see `Store`)."""
        asked = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
        response = _accepted(await self._call("GET", f"?{urlencode(asked)}"))
        try:
            body = response.json()
            return StorePage([self._item(item) for item in body["items"]], body.get("next_cursor"))
        except (http.InvalidResponseError, KeyError, TypeError, AttributeError) as senseless:
            raise UnavailableError from senseless

    async def add(self, item: Item) -> Item:
        """Create the item; its key is the idempotency key, for servers that know such."""
        body = item.model_dump(mode="json")
        key = {"idempotency-key": str(body[self._collection.key])}
        return self._read(await self._call("POST", "", body, key))

    async def patch(self, key: str, changes: Mapping[str, Any]) -> Item:
        """Change the given fields; raises NotFoundError."""
        response = await self._call("PATCH", self._path(key), dict(changes))
        return self._read(response)

    async def remove(self, key: str) -> None:
        """Remove the item; removing what is not there is no error."""
        response = await self._call("DELETE", self._path(key))
        if response.status not in _MISSING:
            _accepted(response)

    def _path(self, key: str) -> str:
        # A key that is a dot segment would be another address than the item's.
        return f"/{quote(key, safe='')}".replace("/.", "/%2E")

    async def _call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.Response:
        collection = self._collection
        try:
            return await (self._client or http.shared()).request(
                method,
                collection.url.rstrip("/") + path,
                json=body,
                headers={**collection.headers, **(headers or {})},
                destination=collection.destination,
                seconds=collection.seconds,
                attempts=_ATTEMPTS,
            )
        except http.HttpError as failed:
            logger.warning("{} {}: {!r}", method, collection.url, failed)
            if failed.sent and method != "GET":
                raise OutcomeUnknownError from failed
            raise UnavailableError from failed

    def _read(self, response: http.Response) -> Item:
        try:
            return self._item(_accepted(response).json())
        except http.InvalidResponseError as senseless:
            raise UnavailableError from senseless

    def _item(self, body: object) -> Item:
        try:
            return self._collection.model.model_validate(body)
        except ValidationError as senseless:
            raise UnavailableError from senseless


def _accepted(response: http.Response) -> http.Response:
    if response.status in _OK:
        return response
    raise _REFUSALS.get(response.status, UnavailableError)
