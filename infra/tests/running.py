"""The programs of docker-compose.yml, started by its own commands on this machine."""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.command import run
from infra.local.paths import BACKEND, ROOT, VENV_BIN
from infra.local.program import Program
from infra.tests.health_checks import compose_services

BIN = ROOT / "infra/docker/bin"
_PORTS = {"api": "8000", "flower": "5555", "payments": "9100"}
_SECRETS = {
    "SANDBOX_PAYMENTS_SECRET": "key-of-the-tests",
    "SANDBOX_PAYMENTS_WEBHOOK_SECRET": "secret-of-the-tests",
    "FLOWER_BASIC_AUTH": "flower:of-the-tests",
}


@dataclass(frozen=True)
class Container:
    """One service of the compose file as a plain process: its own command, check and port."""

    name: str
    port: int
    folder: Path
    variables: Mapping[str, str]

    def program(self) -> Program:
        """Describe it to a supervisor; it is ready when the compose file's check says so."""
        service = compose_services()[self.name]
        return Program(
            name=self.name,
            command=self._here(service["command"]),
            cwd=BACKEND,
            env=self._environment(),
            ready=self._is_healthy,
        )

    async def _is_healthy(self) -> bool:
        kind, *words = compose_services()[self.name]["healthcheck"]["test"]
        assert kind == "CMD", f"{self.name}: a check in a shell is not run by this test"
        asking = await asyncio.create_subprocess_exec(
            *self._here(words), cwd=BACKEND, env=self._environment(), stderr=-3
        )
        return await asking.wait() == 0

    def _here(self, command: list[str]) -> list[str]:
        inside = _PORTS.get(self.name, "no port")
        changed = [word.replace(inside, str(self.port)) for word in command]
        words = [str(self.folder) if word == "/data" else word for word in changed]
        return [shutil.which(words[0], path=self._path) or words[0], *words[1:]]

    @property
    def _path(self) -> str:
        return f"{BIN}:{VENV_BIN}:{os.environ['PATH']}"

    def _environment(self) -> dict[str, str]:
        own = {"PATH": self._path, "PYTHONPATH": f"{BACKEND}:{ROOT}", "API_PORT": str(self.port)}
        return os.environ | _SECRETS | dict(self.variables) | own


async def migrate(variables: Mapping[str, str], log: Path) -> None:
    """Bring the database of these variables to the newest schema."""
    command: list[str | Path] = [VENV_BIN / "python", "-m", "app.cli", "migrate"]
    await run(command, cwd=BACKEND, log=log, env=os.environ | dict(variables))


def nginx(binary: str, folder: Path, port: int) -> list[str]:
    """Return the command of nginx with the panel's configuration, on a port of its own."""
    own = (ROOT / "infra/proxy/panel.conf").read_text(encoding="utf-8")
    own = re.sub(r"listen \d+", f"listen 127.0.0.1:{port}", own)
    own = own.replace("include /tmp/pages/current/policies.conf;", "")
    own = own.replace("/etc/nginx/snippets", str(ROOT / "infra/proxy"))
    policy = 'map $uri $page_policy { default "-"; }'
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    inside = f"access_log off; error_log {folder}/error.log; {places} {policy}\n{own}"
    text = f"pid {folder}/pid; daemon off; events {{}}\nhttp {{ {inside} }}\n"
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return [binary, "-e", f"{folder}/error.log", "-c", str(folder / "nginx.conf")]


def caddy(binary: str, folder: Path, port: int) -> list[str]:
    """Return the command of Caddy with the repository's file, its check on a port of its own."""
    text = (ROOT / "infra/proxy/Caddyfile").read_text(encoding="utf-8")
    text = text.replace(":2020", f":{port}").replace("{$SITE_ADDRESS:http://localhost}", ":0")
    file = folder / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    return [binary, "run", "--adapter", "caddyfile", "--config", str(file)]
