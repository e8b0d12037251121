"""The provider as a process that can be killed: `python -m tests.faults.payment_provider PORT DIR`.

KILL_AT=before_accept kills it before it looks at a new payment, after_accept once that is in its
books and before it answers.
"""

import os
import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.payments.app import create_app
from sandbox.payments.settings import Settings
from tests.fakes.payments import API_KEY, WEBHOOK_SECRET
from tests.faults.kill import enlist, kill_together


class DyingProvider:
    """ASGI middleware that does not survive a new payment."""

    def __init__(self, app: ASGIApp, kill_at: str) -> None:
        self._app = app
        self._kill_at = kill_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        new = scope["type"] == "http" and (scope["method"], scope["path"]) == (
            "POST",
            "/v1/payments",
        )
        if not new or not self._kill_at:
            await self._app(scope, receive, send)
            return
        if self._kill_at == "before_accept":
            kill_together()

        async def swallow(_message: Message) -> None:
            """Keep the answer from the caller."""

        await self._app(scope, receive, swallow)
        kill_together()


def main() -> None:
    """Serve until killed."""
    enlist()
    port = int(sys.argv[1])
    settings = Settings(
        api_key=API_KEY,
        webhook_secret=WEBHOOK_SECRET,
        data=Path(sys.argv[2]),
        public_url=f"http://127.0.0.1:{port}",
    )
    kill_at = os.environ.get("KILL_AT", "")
    at_provider = kill_at if kill_at.endswith("_accept") else ""
    app = DyingProvider(create_app(settings), at_provider)
    uvicorn.run(app, port=port, log_level="warning")


if __name__ == "__main__":
    main()
