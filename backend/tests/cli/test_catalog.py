"""A catalogue as a file: exported, changed, applied, and applied again without effect."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app.cli.program import cli
from app.dao.session import Database

Run = Callable[..., Awaitable[Result]]

_NEW = """
images:
  - {slug: shop, kind: container, name: Shop, description: {ru: "", en: ""}, reference: shop:1,
     status: on_sale}
products:
  - slug: apps
    kind: container
    name: {ru: Приложения, en: Apps}
    description: {ru: Быстро, en: Fast}
    status: on_sale
    plans:
      - slug: small
        name: Small
        cpu_millis: 500
        memory_mb: 512
        disk_gb: 5
        stock: 3
        images: [shop]
        status: on_sale
        prices:
          - {period: month, currency: RUB, amount: "190.50", setup_fee: "50"}
"""


@pytest.fixture
def run(process: Database) -> Run:
    """Run a command; it has an event loop of its own, so a thread of its own too."""
    assert process

    async def command(*arguments: str, answer: str = "") -> Result:
        invoke = CliRunner().invoke
        return await asyncio.to_thread(lambda: invoke(cli, ["catalog", *arguments], input=answer))

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.yaml"
    path.write_text(_NEW, encoding="utf-8")
    return path


def _write(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")


async def _prices(database: Database) -> list[tuple[int, bool]]:
    async with database.unit_of_work() as session:
        rows = await session.execute(
            text("SELECT amount, withdrawn_at IS NULL FROM price ORDER BY valid_from")
        )
        return [(row[0], row[1]) for row in rows]


async def test_a_file_fills_an_empty_catalogue_and_changes_nothing_the_second_time(
    committed: Database, run: Run, file: Path
) -> None:
    first = await run("apply", str(file), "--yes")
    assert first.exit_code == 0, first.output
    assert "+ plan small" in first.stdout
    assert "+ price of small by the month: 190.50 RUB and 50 once" in first.stdout
    assert await _prices(committed) == [(19_050, True)]
    again = await run("apply", str(file))
    assert (again.exit_code, again.stdout) == (0, "nothing to change\n")


async def test_what_is_exported_changes_nothing_when_applied(
    run: Run, file: Path, tmp_path: Path
) -> None:
    await run("apply", str(file), "--yes")
    exported = await run("export")
    assert exported.exit_code == 0, exported.output
    copy = tmp_path / "copy.yaml"
    _write(copy, exported.stdout)
    (plan,) = yaml.safe_load(exported.stdout)["products"][0]["plans"]
    assert (plan["images"], plan["stock"], plan["prices"][0]["amount"]) == (["shop"], 3, "190.50")
    assert (await run("apply", str(copy))).stdout == "nothing to change\n"


async def test_a_changed_price_is_a_new_version_and_a_missing_one_is_withdrawn(
    committed: Database, run: Run, file: Path
) -> None:
    await run("apply", str(file), "--yes")
    _write(file, _NEW.replace("190.50", "250"))
    dearer = await run("apply", str(file), "--yes")
    assert "~ price of small by the month: 190.50 RUB and 50.00 once -> 250 RUB" in dearer.stdout
    assert await _prices(committed) == [(19_050, True), (25_000, True)]
    _write(file, _NEW[: _NEW.index("        prices:")])
    ended = await run("apply", str(file), "--yes")
    assert "- price of small by the month: 250.00 RUB" in ended.stdout
    assert await _prices(committed) == [(19_050, True), (25_000, False)]


async def test_nothing_is_changed_before_a_yes(committed: Database, run: Run, file: Path) -> None:
    refused = await run("apply", str(file), answer="n\n")
    assert refused.exit_code == 1
    assert "+ product apps" in refused.stdout
    assert await _prices(committed) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (_NEW.replace("cpu_millis: 500", "cpu_millis: 0"), "line 14: products.0.plans.0.cpu_mil"),
        (_NEW.replace("memory_mb: 512", "memory: 512"), "line 15: products.0.plans.0.memory"),
        (_NEW.replace('"190.50"', '"190.505"'), "RUB has 2 decimals"),
        (_NEW.replace('"190.50"', "190.50"), "write it as text"),
        ("products: [", "line 1: "),
    ],
)
async def test_a_wrong_file_is_told_with_its_lines(
    run: Run, file: Path, wrong: str, told: str
) -> None:
    _write(file, wrong)
    refused = await run("apply", str(file), "--yes")
    assert refused.exit_code == 2
    assert told in refused.stderr
