"""One `docker compose` project on an engine of the tests: built, started, asked, and removed."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from infra.images.recipes import RECIPES
from infra.local.command import CommandError, run
from infra.local.docker import answers
from infra.local.paths import ROOT
from infra.local.ports import Ports
from infra.tests import standins
from infra.tests.standins import MissingError

_BUILT = ("migrate", "panel", "proxy")
_INSIDE = {"proxy": 8080, "flower": 5555, "payments": 9100}
_IMAGES = ("backend", "panel", "proxy")
_LABEL = "hostwright.node"
_UP_SECONDS = 400


class _Override(list[str]):
    """A list that replaces the one of the file before."""


yaml.SafeDumper.add_representer(
    _Override, lambda dumper, data: dumper.represent_sequence("!override", data, flow_style=True)
)


@dataclass
class ComposeStack:
    """The demo of the README under a project name of its own, on ports of its own."""

    folder: Path
    engine: str
    project: str
    ports: dict[str, int] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    async def prepare(self) -> None:
        """Make the client's plugins, the bases that the engine lacks, and the settings."""
        path = self.engine.removeprefix("unix://")
        if not answers(self.engine) or not shutil.which("docker"):
            message = f"no Docker at {path}"
            raise MissingError(message)
        taken = Ports(self.folder / "ports.json")
        self.ports = {name: taken.take(name) for name in _INSIDE}
        (self.folder / "override.yml").write_text(self._override(), encoding="utf-8")
        root = await standins.root_file_system(self.folder)
        standins.unpack_plugins(root, self.folder / "client")
        context = self.folder / "standins"
        standins.build_context(context)
        wanted = [name for name in standins.bases() if not await self._has(name)]
        services = [one.reference for one in RECIPES.values() if not await self._has(one.reference)]
        self.made = standins.made_images(wanted) + services
        for command in standins.commands(root, context, wanted):
            await self.docker(*command)

    def url(self, name: str) -> str:
        """Return the address of one of the services that have a port here."""
        return f"http://localhost:{self.ports[name]}"

    def image(self, name: str) -> str:
        """Return the reference of one of our images."""
        return f"hostwright-{name}:{self.project}"

    async def build(self) -> None:
        """Build our images."""
        await self.compose("build")

    async def up(self) -> None:
        """Start everything and wait until all of it says that it is healthy."""
        await self.compose("up", "--detach", "--wait", "--wait-timeout", str(_UP_SECONDS))

    async def health(self) -> dict[str, str]:
        """Return what each service's own check says."""
        told = await self.compose("ps", "--format", "json")
        found = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        return {one["Service"]: one["Health"] for one in found}

    async def remove(self) -> None:
        """Remove everything that was made: services of customers, the project, the images."""
        nodes = await self._nodes()
        for node in nodes:
            await self._remove_labelled(f"{_LABEL}={node}")
        await self.compose("down", "--volumes", "--remove-orphans")
        images = [*map(self.image, _IMAGES), *self.made]
        there = [one for one in images if await self._has(one)]
        if there:
            await self.docker("image", "rm", "--force", *there)

    async def _nodes(self) -> list[str]:
        query = ("psql", "-U", "hostwright", "-Atc", "SELECT id FROM node")
        try:
            return (await self.compose("exec", "-T", "postgres", *query)).split()
        except CommandError:
            return []

    async def _remove_labelled(self, label: str) -> None:
        for kind, options in (
            ("container", ["--force", "--volumes"]),
            ("network", []),
            ("volume", []),
        ):
            listing = ["--all"] if kind == "container" else []
            told = await self.docker(kind, "ls", "--quiet", *listing, "--filter", f"label={label}")
            if found := told.split():
                await self.docker(kind, "rm", *options, *found)

    async def _has(self, reference: str) -> bool:
        return bool((await self.docker("image", "ls", "--quiet", reference)).strip())

    async def compose(self, *words: str) -> str:
        """Run one command of the project; returns what it prints."""
        files = ["--file", "docker-compose.yml", "--file", str(self.folder / "override.yml")]
        whole = ["--env-file", "infra/docker/demo.env", *files, "--profile", "demo"]
        return await self.docker("compose", "--project-name", self.project, *whole, *words)

    async def docker(self, *words: str) -> str:
        """Run one command of Docker's client; raises CommandError."""
        log = self.folder / "docker.log"
        return await run(["docker", *words], cwd=ROOT, log=log, env=self._environment())

    def _environment(self) -> dict[str, str]:
        """Pass on nothing of the tests' settings: compose would take DATABASE_URL for its own."""
        path = self.engine.removeprefix("unix://")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "DOCKER_HOST": self.engine,
            "DOCKER_CONFIG": str(self.folder / "client"),
            "DOCKER_SOCKET": path,
            "DOCKER_GROUP": str(Path(path).stat().st_gid),
            "HOSTWRIGHT_VERSION": self.project,
            "API_PROCESSES": "1",
            "PUBLIC_URL": self.url("proxy") if self.ports else "",
        }

    def _override(self) -> str:
        """Let builds use this machine's network, and publish on free ports of the loopback."""
        services: dict[str, dict[str, Any]] = {
            name: {"build": {"network": "host"}} for name in _BUILT
        }
        services["postgres"] = {"ports": _Override()}
        for name, inside in _INSIDE.items():
            port = f"127.0.0.1:{self.ports[name]}:{inside}"
            services.setdefault(name, {})["ports"] = _Override([port])
        text: str = yaml.safe_dump({"services": services})
        return text


def probe_words(image: str) -> Sequence[str]:
    """Return the docker command that lists what no image may hold."""
    look = "find / -xdev ( -name .env* -o -name secrets.json -o -name id_rsa ) -not -path /proc/*"
    alone = ("--rm", "--network", "none", "--user", "0", "--entrypoint", "")
    return ("run", *alone, image, *look.split())
