"""What processes must not load to start: modules are named, as a time depends on the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

_BACKEND = Path(__file__).parents[2]

_ON_FIRST_USE = {
    "OpenSSL",
    "PIL",
    "aiodocker",
    "aiohttp",
    "babel",
    "celery.apps.worker",
    "filetype",
    "jinja2",
    "phonenumbers",
    "psutil",
    "pyasn1_modules",
    "segno",
    "uvicorn",
    "webauthn",
    "websockets",
    "zxcvbn",
}
"""Libraries of single features, each a hundredth to a tenth of a start."""

_WEB = {"app.web", "fastapi", "fastapi_users", "limits", "starlette", "uvicorn", "websockets"}

_API = "import app.main; app.main.create_app()"
_WORKER = "import app.celery.worker as w; w.load_tasks()"


def _loaded(program: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", f"{program}; import sys; print(*sys.modules)"],
        cwd=_BACKEND,
        env={"PYTHONPATH": str(_BACKEND), "ENVIRONMENT": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize(
    ("program", "without"),
    [(_API, _ON_FIRST_USE), (_WORKER, _ON_FIRST_USE | _WEB)],
    ids=["api", "worker"],
)
def test_a_process_starts_without_what_it_may_never_need(program: str, without: set[str]) -> None:
    assert _loaded(program) & without == set()


def test_what_is_loaded_is_seen() -> None:
    assert "jinja2" in _loaded("import jinja2")
