import re
import subprocess
from pathlib import Path

import pytest
import yaml

from infra.local.paths import ROOT
from infra.tests.context import BuildContext, copied

DOCKERFILES = sorted((ROOT / "infra/docker").glob("*.Dockerfile"))
# A full version, or a digest: what a build takes today is what it takes next month.
PINNED = re.compile(
    r"(postgres:\d+\.\d+|[\w./-]+:\d+\.\d+\.\d+)[\w.-]*|[\w./-]+@sha256:[0-9a-f]{64}"
)
SECRETS = [
    ".env",
    "backend/.env",
    "backend/app/.env.production",
    "frontend/.env.local",
    "infra/proxy/panel.example.com.key",
    "infra/docker/bin/fullchain.pem",
    "backend/app/features/.env",
    ".local/secrets.json",
    "backend/.local/files/passport.png",
]
UNWANTED = [
    ".git/config",
    "backend/.venv/bin/python",
    "backend/tests/conftest.py",
    "backend/app/__pycache__/main.pyc",
    "backend/benchmarks/start.py",
    "frontend/node_modules/react/index.js",
    "frontend/build/client/index.html",
    "e2e/tests/order.spec.ts",
]


@pytest.fixture(scope="module")
def context() -> BuildContext:
    return BuildContext((ROOT / ".dockerignore").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*SECRETS, *UNWANTED])
def test_no_secret_and_nothing_needless_can_get_into_an_image(
    context: BuildContext, path: str
) -> None:
    assert path not in context


def test_what_is_copied_is_there(context: BuildContext) -> None:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 - found in PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    sent = context.files(listed.stdout.splitlines())
    wanted = {path for one in DOCKERFILES for path in copied(one.read_text(encoding="utf-8"))}
    empty = {path for path in wanted if not any(f"{name}/".startswith(f"{path}/") for name in sent)}
    assert len(wanted) > 5
    assert empty == set()


def test_every_base_image_is_pinned_to_a_version() -> None:
    text = "\n".join(one.read_text(encoding="utf-8") for one in DOCKERFILES)
    bases = set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    images = {one["image"] for one in compose["services"].values()}
    bases |= {image for image in images if not image.startswith("hostwright-")}
    assert len(bases) == 6
    assert {base for base in bases if not PINNED.fullmatch(base)} == set()


@pytest.mark.parametrize(
    ("rules", "path", "sent"),
    [
        ("*\n!a/b", "a/b/c", True),
        ("*\n!a/b", "a/c", False),
        ("*\n!a\n**/.env*", "a/b/.env.local", False),
        ("**/x", "x/y", False),
        ("# nothing\n", "x", True),
    ],
)
def test_the_rules_are_dockers(rules: str, path: str, *, sent: bool) -> None:
    assert (path in BuildContext(rules)) is sent


def test_the_engine_finds_no_ignore_file_nearer_to_a_dockerfile() -> None:
    assert list(Path(ROOT / "infra/docker").glob("*.dockerignore")) == []
