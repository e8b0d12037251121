"""Bringing up one whole stack: servers, tables, demo data, panel, programs."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

from infra.local import stamp
from infra.local.address import check_address, port_of
from infra.local.command import run
from infra.local.containers import stop_containers
from infra.local.engine import settle_engine
from infra.local.environment import Stack
from infra.local.instances import stop_instances
from infra.local.panel import build_panel
from infra.local.paths import BACKEND, VENV_BIN
from infra.local.pidfile import end_leftovers
from infra.local.postgres import Postgres
from infra.local.servers import Home, embedded_postgres, embedded_valkey
from infra.local.stack import PORTS, programs, renderer, site
from infra.local.supervisor import Supervisor
from infra.local.terminal import Terminal
from infra.local.valkey import Valkey

_OWNER = "suite-owner@example.com"


async def clear_leftovers(home: Home, terminal: Terminal) -> None:
    """End what a killed predecessor left running: its ports are wanted again."""
    left = await asyncio.to_thread(end_leftovers, home.notes)
    instances = await asyncio.to_thread(stop_instances, home.path / "instances")
    if left or instances:
        names = [*left, *([f"{instances} services"] if instances else [])]
        terminal.event("ended what an earlier run left: " + ", ".join(names))


class Launch:
    """One stack in `home`; `given` are the operator's variables."""

    def __init__(
        self,
        home: Home,
        given: Mapping[str, str],
        terminal: Terminal,
        *,
        throw_away: bool = False,
        empty: bool = False,
    ) -> None:
        """Choose ports and, where no address is given, the embedded servers.

        `empty` is as a hoster begins: no demo data, no node, no mail server, no payments.
        Raises AddressError for a HOST or PORT on which nothing can listen.
        """
        self._home, self._terminal, self._empty = home, terminal, empty
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None
        if not given.get("DATABASE_URL"):
            self._postgres = embedded_postgres(home, throw_away=throw_away)
        if not given.get("CELERY_BROKER_URL"):
            self._valkey = embedded_valkey(home, throw_away=throw_away)
        ports = home.ports()
        wanted = {name: ports.take(name) for name in PORTS}
        wanted["panel"] = port_of(given) or wanted["panel"]
        check_address(given, wanted["panel"])
        self.stack = Stack(
            home=home,
            given=given,
            ports=wanted,
            database_url=self._postgres.url() if self._postgres else given["DATABASE_URL"],
            broker_url=self._valkey.url() if self._valkey else given["CELERY_BROKER_URL"],
            names_companions=not empty,
        )
        self._supervisor = Supervisor(home.logs, home.notes, terminal.event)

    async def servers(self) -> None:
        """Start the embedded servers, those that are wanted."""
        embedded = [one for one in (self._postgres, self._valkey) if one]
        if not embedded:
            return
        async with self._terminal.step("starting " + " and ".join(_names(embedded))):
            if self._postgres:
                await asyncio.to_thread(self._initialise, self._postgres)
            await self._supervisor.start([one.program() for one in embedded])
            if self._postgres:
                await self._postgres.create_database()

    def _initialise(self, postgres: Postgres) -> None:
        if postgres.initialise():
            self._mark.unlink(missing_ok=True)

    async def prepare(self) -> None:
        """Bring the tables up to date, make sure of the demo data and of a node.

        In our own cluster that is skipped while the code is the one that did it last.
        """
        sources = [*BACKEND.glob("app/**/*.py"), *BACKEND.glob("migrations/**/*.py")]
        key = stamp.digest(sources, *sorted(self.stack.engine.values()))
        if self._postgres and stamp.is_current(self._mark, key):
            return
        if self._empty:
            await self.command("migrate", "migrate")
        else:
            async with self._terminal.step("preparing tables and demo data"):
                await self._python("prepare", "-m", "infra.local.prepare", str(self._home.nodes))
        stamp.write(self._mark, key)

    @property
    def _mark(self) -> Path:
        return self._home.path / "prepared"

    async def verify(self) -> None:
        """Check every invariant on the stack's data; raises CommandError with what is broken."""
        async with self._terminal.step("verifying the data"):
            await self.command("verify", "verify")

    async def command(self, log: str, *arguments: str) -> str:
        """Run `hostwright` with the stack's settings and return what it printed."""
        return await self._python(log, "-m", "app.cli", *arguments)

    async def _python(self, name: str, *arguments: str) -> str:
        log = self._home.logs / f"{name}.log"
        command: list[str | Path] = [VENV_BIN / "python", *arguments]
        return await run(command, cwd=BACKEND, log=log, env=self.stack.variables())

    async def panel(self) -> None:
        """Build the panel where its sources changed."""
        await build_panel(self._terminal, self._home.logs)

    async def engine(self) -> None:
        """Decide on the driver, before anything reads the variables."""
        settled = await settle_engine(self.stack.given, self._terminal, self._home.logs)
        self.stack.engine.update(settled)

    async def programs(self) -> None:
        """Start API and panel first, so that a person sees a page, then all the others."""
        async with self._terminal.step("starting API and panel"):
            await self._supervisor.start([site(self.stack), renderer(self.stack)])
        async with self._terminal.step("starting worker, beat, Flower, payments, mailbox"):
            await self._supervisor.start(programs(self.stack))

    async def everything(self) -> None:
        """Bring all of it up, side by side what can be."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.panel())
            group.create_task(self._data())
        await self.programs()

    async def _data(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.servers())
            group.create_task(self.engine())
        await self.prepare()

    async def owner(self) -> dict[str, str]:
        """Make an owner with a password nobody knows; returns how a suite signs in as them."""
        password = secrets.token_urlsafe(24)
        await self.command("owner", "create-admin", _OWNER, "--password", password, "--yes")
        return {"E2E_OWNER_EMAIL": _OWNER, "E2E_OWNER_PASSWORD": password}

    def for_browser(self) -> dict[str, str]:
        """Return the variables that tell a browser suite where things are."""
        return {
            "E2E_BASE_URL": self.stack.public_url,
            "E2E_MAILBOX_URL": self.stack.local("mailbox"),
            "E2E_PAYMENTS_URL": self.stack.local("payments"),
            "E2E_FLOWER_URL": self.stack.local("flower"),
            "E2E_SMTP_PORT": str(self.stack.ports["smtp"]),
            "E2E_DATABASE_URL": self.stack.database_url,
            "E2E_PYTHON": str(VENV_BIN / "python"),
        }

    def kept_apart(self) -> dict[str, str]:
        """Return what another panel needs to take over: the secret, and this machine's node."""
        names = ("SECRET_KEY", "INSTANCES_DIR")
        return {name: self.stack.variables()[name] for name in names}

    async def note_nodes(self) -> None:
        """Note the nodes that somebody made in the panel: their services are stopped with it."""
        await self._python("nodes", "-m", "infra.local.note_nodes", str(self._home.nodes))

    async def stop_programs(self) -> None:
        """Stop all but the servers and the customers' services."""
        await self._supervisor.stop(keep=1)

    async def stop(self) -> None:
        """Stop all of it, customers' services included, the servers last."""
        await self._supervisor.stop(keep=1)
        await asyncio.to_thread(stop_instances, self._home.path / "instances")
        await asyncio.to_thread(stop_containers, self._home.nodes)
        await self._supervisor.stop()


def _names(embedded: list[Postgres | Valkey]) -> list[str]:
    return ["PostgreSQL" if isinstance(one, Postgres) else "Valkey" for one in embedded]
