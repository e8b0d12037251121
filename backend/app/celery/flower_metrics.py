"""Flower's metrics behind its sign-in, whichever command starts it.

Flower gives `/metrics` to whoever asks, even where everything else wants a password; and where
none is set it takes everybody for signed in, so then there are no metrics at all.
"""

from typing import Any

from flower.views.monitor import Metrics
from tornado.web import HTTPError, authenticated

_answer: Any = authenticated(Metrics.get)


async def _get(self: Any) -> None:  # noqa: ANN401  Flower has no types
    options = self.application.options
    if not (options.basic_auth or options.auth):
        raise HTTPError(403, "metrics need an authentication to be configured")
    await _answer(self)


def close_metrics() -> bool:
    """Let only those who signed in read Flower's metrics; tell whether they were open."""
    was_open = Metrics.get is not _get
    Metrics.get = _get
    return was_open
