"""Whether this task serves a request: then it may call no driver. Only workers reach engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_serving: ContextVar[bool] = ContextVar("serving_request", default=False)


class DriverInRequestError(RuntimeError):
    """A defect of ours: a driver called by the process that serves the API."""


@contextmanager
def serving_request() -> Iterator[None]:
    """Count the block, and the tasks begun in it, as serving a request."""
    token = _serving.set(True)
    try:
        yield
    finally:
        _serving.reset(token)


def require_worker(call: str) -> None:
    """Raise DriverInRequestError where a request is served."""
    if _serving.get():
        message = f"{call} while a request is served: ask a worker (app.celery.questions)"
        raise DriverInRequestError(message)
