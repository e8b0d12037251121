"""One version, wherever it is asked for."""

import asyncio
import tomllib
from pathlib import Path

from httpx2 import AsyncClient
from typer.testing import CliRunner

from app.cli.program import cli
from app.core import version as module
from app.main import create_app

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


async def test_the_project_file_is_the_one_place(client: AsyncClient) -> None:
    written = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    said = await asyncio.to_thread(lambda: CliRunner().invoke(cli, ["--version"]))
    assert (said.exit_code, said.output) == (0, f"{written}\n")
    assert (await client.get("/public/config")).json()["release"] == written
    assert create_app().openapi()["info"]["version"] == written
    assert module.version() == written
