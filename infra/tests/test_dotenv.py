from pathlib import Path

import pytest

from infra.local import dotenv
from infra.local.paths import ROOT


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("A=1", {"A": "1"}),
        ("export A=1", {"A": "1"}),
        ('A="x y # z"', {"A": "x y # z"}),
        ("A=x # why", {"A": "x"}),
        ("A=b=c", {"A": "b=c"}),
        ("#A=1", {}),
        ("A=", {}),
        ("not a variable", {}),
    ],
)
def test_lines(tmp_path: Path, line: str, found: dict[str, str]) -> None:
    (tmp_path / ".env").write_text(line + "\n")
    assert dotenv.read(tmp_path / ".env") == found


def test_no_file_means_no_variables(tmp_path: Path) -> None:
    assert dotenv.read(tmp_path / ".env") == {}


def test_the_example_names_every_setting() -> None:
    from app.core.settings import Settings  # noqa: PLC0415 - the application's, only here

    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"#{name.upper()}=" not in text]
    assert missing == []
