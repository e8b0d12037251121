"""Connections to Docker Engines: every call bounded in time, every failure a DriverError.

A process keeps one client for each node, and makes it anew when the node's settings change.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from typing import TypeVar
from weakref import WeakKeyDictionary

import aiohttp
from aiodocker import Docker, DockerError

from app.core.closing import on_close
from app.features.deployments.providers.errors import (
    DriverError,
    DriverTimeoutError,
    InvalidSpecError,
    NodeTlsError,
    NodeUnreachableError,
    storage_error_in,
)
from app.features.deployments.providers.settings import tls_context

_Answer = TypeVar("_Answer")
_NO_CONNECTION = 900
_TLS_ERRORS = (aiohttp.ClientSSLError, ssl.SSLError)
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

    def __init__(
        self, endpoint: str, seconds: float, secrets: Mapping[str, str] | None = None
    ) -> None:
        """Talk to `endpoint`; a call may take `seconds` unless it says otherwise."""
        self._endpoint = endpoint
        self._seconds = seconds
        self._secrets = dict(secrets or {})
        self._client: Docker | None = None
        self._calls = 0
        self._retired = False

    def serves(self, endpoint: str, secrets: Mapping[str, str]) -> bool:
        """Tell whether these are the settings it was made with."""
        return (self._endpoint, self._secrets) == (endpoint, dict(secrets))

    async def retire(self) -> None:
        """Close the connections once the last call has ended."""
        self._retired = True
        if not self._calls:
            await self.close()

    async def call(
        self, work: Callable[[Docker], Awaitable[_Answer]], seconds: float | None = None
    ) -> _Answer:
        """Return what `work` returns.

        Raises DriverTimeoutError, NodeUnreachableError, EngineRefusedError, and what the Engine
        says of a disk that is full or cannot be written to.
        """
        limit = seconds or self._seconds
        self._calls += 1
        try:
            async with asyncio.timeout(limit):
                return await work(self._connect())
        except TimeoutError as error:
            raise DriverTimeoutError(detail=f"no answer in {limit:g} s") from error
        except DockerError as error:
            raise _translated(error) from error
        except _TLS_ERRORS as error:
            raise NodeTlsError(detail=str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NodeUnreachableError(detail=str(error)) from error
        finally:
            self._calls -= 1
            if self._retired and not self._calls:
                await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _connect(self) -> Docker:
        # The session belongs to the running loop, so it is not made before there is one.
        if self._client is None:
            try:
                context = tls_context(self._secrets)
                address = self._endpoint
                if context and address.startswith("tcp://"):
                    address = address.replace("tcp://", "https://", 1)
                self._client = Docker(address, ssl_context=context)
            except ValueError as error:
                raise InvalidSpecError(detail=str(error), field="endpoint") from error
        return self._client


_Engines = dict[str, Engine]
_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, _Engines] = WeakKeyDictionary()
_ending: set[asyncio.Task[None]] = set()


def shared_engine(
    node_id: str, endpoint: str, secrets: Mapping[str, str], seconds: float
) -> Engine | None:
    """Return this process's client of a node, with its present settings; None without a loop."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    engines = _shared.setdefault(loop, {})
    known = engines.get(node_id)
    if known and known.serves(endpoint, secrets):
        return known
    if known:
        task = loop.create_task(known.retire())
        _ending.add(task)
        task.add_done_callback(_ending.discard)
    on_close(close_shared)
    engines[node_id] = Engine(endpoint, seconds, secrets)
    return engines[node_id]


async def close_shared() -> None:
    """Close every client of the running loop."""
    for engine in _shared.pop(asyncio.get_running_loop(), {}).values():
        await engine.close()


def _translated(error: DockerError) -> DriverError:
    if isinstance(error.__cause__ or error.__context__, _TLS_ERRORS):
        return NodeTlsError(detail=error.message)
    if error.status == _NO_CONNECTION:
        return NodeUnreachableError(detail=error.message)
    refused = EngineRefusedError(error.status, error.message)
    # A refusal may quote what was asked; only the Engine's own failures tell of its disk.
    return (storage_error_in(error.message) if refused.retryable else None) or refused
