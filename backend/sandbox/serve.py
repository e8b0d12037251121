"""Running one ASGI program in the foreground until it is asked to stop."""

import sys

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 5


def serve(app: ASGIApp, *, host: str, port: int, name: str, address: str) -> None:
    """Serve `app` on `host`:`port` until SIGINT or SIGTERM; says `name` and `address` first."""
    sys.stdout.write(f"{name}: {address}\n")
    sys.stdout.flush()
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def local_address(host: str, port: int) -> str:
    """Return the http address under which a person on this machine reaches `host`:`port`."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not bound to
        return f"http://127.0.0.1:{port}"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
