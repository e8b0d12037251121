"""One connection to a Docker Engine: every call bounded in time, every failure a DriverError."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TypeVar

import aiohttp
from aiodocker import Docker, DockerError

from app.features.deployments.providers.errors import (
    DriverError,
    DriverTimeoutError,
    InvalidSpecError,
    NodeUnreachableError,
    storage_error_in,
)

_Answer = TypeVar("_Answer")
_NO_CONNECTION = 900
_SERVER_FAULT = 500
MISSING, CONFLICT, FORBIDDEN = 404, 409, 403


class EngineRefusedError(DriverError):
    """The Engine answered with an error status; retryable when the fault is its own."""

    code = "engine_refused"

    def __init__(self, status: int, detail: str) -> None:
        """Keep the HTTP status (0: told in the middle of a stream)."""
        super().__init__(detail=detail, retryable=status >= _SERVER_FAULT or not status)
        self.status = status


class _NotFoundIgnored:
    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        return isinstance(error, EngineRefusedError) and error.status == MISSING


def ignore_not_found() -> AbstractContextManager[None, bool]:
    """Leave the block quietly where the Engine answers that there is no such thing."""
    return _NotFoundIgnored()


class Engine:
    """The Engine API at one address; connects at the first call, to be closed."""

    def __init__(self, endpoint: str, seconds: float) -> None:
        """Talk to `endpoint`; a call may take `seconds` unless it says otherwise."""
        self._endpoint = endpoint
        self._seconds = seconds
        self._client: Docker | None = None

    async def call(
        self, work: Callable[[Docker], Awaitable[_Answer]], seconds: float | None = None
    ) -> _Answer:
        """Return what `work` returns.

        Raises DriverTimeoutError, NodeUnreachableError, EngineRefusedError, and what the Engine
        says of a disk that is full or cannot be written to.
        """
        limit = seconds or self._seconds
        try:
            async with asyncio.timeout(limit):
                return await work(self._connect())
        except TimeoutError as error:
            raise DriverTimeoutError(detail=f"no answer in {limit:g} s") from error
        except DockerError as error:
            raise _translated(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NodeUnreachableError(detail=str(error)) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _connect(self) -> Docker:
        # The session belongs to the running loop, so it is not made before there is one.
        if self._client is None:
            try:
                self._client = Docker(self._endpoint)
            except ValueError as error:
                raise InvalidSpecError(detail=str(error), field="endpoint") from error
        return self._client


def _translated(error: DockerError) -> DriverError:
    if error.status == _NO_CONNECTION:
        return NodeUnreachableError(detail=error.message)
    refused = EngineRefusedError(error.status, error.message)
    # A refusal may quote what was asked; only the Engine's own failures tell of its disk.
    return (storage_error_in(error.message) if refused.retryable else None) or refused
