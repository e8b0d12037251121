"""A running panel (`just test clients` starts it), and what the tests build from this tree."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

PASSWORD = "hostwright-demo"
CUSTOMER, ADMIN = "customer@example.com", "admin@example.com"
_CLI = Path(__file__).parents[1] / "cli"
_SECONDS = 120


@pytest.fixture(scope="session")
def panel() -> str:
    return os.environ["E2E_BASE_URL"]


@pytest.fixture(scope="session")
def customer_token(panel: str) -> str:
    """An access token of the demo customer, who is given money to spend."""
    token = _token(panel, CUSTOMER)
    account = _ask(panel, token, "GET", "/me")["account"]
    body = {"amount": 500_000, "reason": "tests"}
    staff = _token(panel, ADMIN)
    _ask(panel, staff, "POST", f"/admin/accounts/{account['id']}/actions/adjust-balance", body)
    return token


def _token(panel: str, email: str) -> str:
    form = {"grant_type": "password", "username": email, "password": PASSWORD}
    answer = httpx.post(f"{panel}/api/v1/auth/token", data=form)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _ask(panel: str, token: str, method: str, path: str, body: object = None) -> dict:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    answer = httpx.request(method, f"{panel}/api/v1{path}", json=body, headers=headers)
    assert answer.is_success, answer.text
    return dict(answer.json())


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)


class Program:
    """The command `hw` in an environment of its own, where nothing but its wheel is installed."""

    def __init__(self, command: Path, home: Path, variables: Mapping[str, str]) -> None:
        self.home = home
        self._command = command
        self._variables = {"PATH": os.environ["PATH"], "HOME": str(home), **variables}

    def __call__(self, *arguments: str, typed: str = "", **variables: str) -> Ran:
        done = subprocess.run(
            [self._command, *arguments],
            input=typed,
            env=self._variables | variables,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it with pip's rules into an empty environment."""
    folder = tmp_path_factory.mktemp("cli")
    _run("uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(_CLI))
    (wheel,) = folder.glob("hostwright_cli-*.whl")
    environment = folder / "venv"
    _run("uv", "venv", "--quiet", "--python", sys.executable, str(environment))
    python = environment / "bin" / "python"
    _run("uv", "pip", "install", "--quiet", "--python", str(python), str(wheel))
    return environment / "bin" / "hw"


def _run(*words: str) -> None:
    subprocess.run(words, check=True, timeout=_SECONDS)


@pytest.fixture
def hw(command: Path, tmp_path: Path) -> Program:
    return Program(command, tmp_path, {})
