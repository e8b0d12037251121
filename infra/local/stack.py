"""The programs Hostwright consists of, as the local supervisor runs them."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from infra.local.environment import HOST, Stack
from infra.local.paths import BACKEND, FRONTEND, RENDERER, VENV_BIN
from infra.local.program import Program, Ready

PORTS = ("panel", "payments", "mailbox", "smtp", "flower")
# Longer than WORKER_STOP_SECONDS: what does not end by then is handed back.
_WORKER_STOP_SECONDS = 25
_PYTHON = VENV_BIN / "python"
_CELERY = ("-m", "celery", "-A", "app.celery.worker")


def answers(port: int, path: str, host: str = HOST) -> Ready:
    """Return a check that the program on this port answers 200 there."""

    async def ready() -> bool:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
            status = (await reader.readline()).split()
        except OSError:
            return False
        writer.close()
        return len(status) > 1 and status[1] == b"200"

    return ready


def _python(
    name: str,
    arguments: Sequence[str | Path],
    env: Mapping[str, str],
    ready: Ready | None = None,
) -> Program:
    command = [_PYTHON, *arguments]
    return Program(name=name, command=command, cwd=BACKEND, env=env, ready=ready)


def site(stack: Stack) -> Program:
    """The panel and the API: one origin, one process."""
    port = stack.ports["panel"]
    pages = stack.home.path / "pages"
    arguments = ["-m", "infra.local.site", "--host", stack.host, "--port", str(port)]
    arguments += ["--pages", str(pages)]
    ready = answers(port, "/api/v1/health/ready", stack.reachable_host)
    return _python("api", arguments, stack.variables(), ready)


def renderer(stack: Stack) -> Program:
    """What renders the public pages whenever the catalogue changes; ready when they show it."""
    out = stack.home.path / "pages"
    done = out / "ready"
    done.unlink(missing_ok=True)

    async def ready() -> bool:
        return done.exists()

    env = {"PATH": os.environ["PATH"], "PUBLIC_URL": stack.public_url}
    env["API_UPSTREAM"] = stack.panel_address
    env["PAGES_POLL_SECONDS"] = stack.given.get("PAGES_POLL_SECONDS", "")
    command: list[str | Path] = ["node", RENDERER, "--out", out]
    return Program(name="pages", command=command, cwd=FRONTEND, env=env, ready=ready)


def payments(stack: Stack) -> Program:
    """The sandbox payment provider with its own books."""
    port = stack.ports["payments"]
    books = stack.home.path / "payments"
    arguments = ["-m", "sandbox.payments", "--port", str(port), "--data", str(books)]
    env = stack.variables() | stack.payment_secrets()
    return _python("payments", arguments, env, answers(port, "/health"))


def mailbox(stack: Stack) -> Program:
    """The developers' mailbox: takes every mail, shows it on a page."""
    port, smtp = stack.ports["mailbox"], stack.ports["smtp"]
    data = stack.home.path / "mail"
    arguments = ["-m", "sandbox.mailbox", "--http-port", str(port), "--smtp-port", str(smtp)]
    ready = answers(port, "/health")
    return _python("mailbox", [*arguments, "--data", str(data)], stack.variables(), ready)


def worker(stack: Stack) -> Program:
    """The Celery workers, one for every group of queues."""
    program = _python("worker", ["-m", "app.celery.groups"], stack.variables())
    return replace(program, stop_seconds=_WORKER_STOP_SECONDS)


def beat(stack: Stack) -> Program:
    """The scheduler of periodic tasks."""
    return _python("beat", [*_CELERY, "--quiet", "beat"], stack.variables())


def flower(stack: Stack) -> Program:
    """Celery's own monitor, on the loopback interface only."""
    port = stack.ports["flower"]
    arguments = ["-m", "app.celery.flower", f"--address={HOST}", f"--port={port}"]
    return _python("flower", arguments, stack.variables())


def programs(stack: Stack) -> list[Program]:
    """List everything that runs beside the panel."""
    wanted = [payments, mailbox, worker, beat, flower]
    return [make(stack) for make in wanted if make is not mailbox or stack.uses_mailbox]
