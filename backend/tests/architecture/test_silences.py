import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.silences import FINDERS, finder_of

_ROOT = Path(__file__).parents[3]
_PLACES = ("backend", "clients", "infra", "frontend", "e2e")
_OTHERS = {"node_modules", "dist", "build", "coverage"}

PLANTED = [
    (".py", "x = 1  # noqa"),
    (".py", "x = 1  # noqa: E501"),
    (".py", "x = 1  # noqa: E501, ANN401"),
    (".py", "x = 1  # type: ignore[misc]"),
    (".py", "x = 1  # type: ignore[misc]  # noqa: E501"),
    (".py", "x = 1  # pragma: no cover"),
    (".py", "# ruff: noqa: E501"),
    (".py", "# mypy: ignore-errors"),
    (".ts", "// @ts-expect-error"),
    (".ts", "// biome-ignore lint/a11y/noAutofocus:"),
    (".tsx", "{/* biome-ignore lint/a11y/noAutofocus: */}"),
    (".tsx", "{/* @ts-ignore */}"),
    (".sh", "# shellcheck disable=SC2046"),
    (".toml", '[lint.per-file-ignores]\n"a/*" = ["S101"]'),
    (".toml", 'ignore = [\n    "S101",\n]'),
]
REASONED = [
    (".py", "x = 1  # noqa: ANN401  JSON"),
    (".py", "x = 1  # type: ignore[misc]  # as theirs"),
    (".py", "x = '# noqa'"),
    (".ts", "// biome-ignore lint/a11y/noAutofocus: the person asked for it."),
    (".sh", "# shellcheck disable=SC2046 # one word each"),
    (".toml", '[lint.per-file-ignores]\n"a/*" = ["S101"] # as pytest speaks'),
    (".toml", '[lint]\nselect = ["ALL"]'),
]


def _files() -> Iterator[Path]:
    for place in _PLACES:
        for folder, inside, names in os.walk(_ROOT / place):
            inside[:] = [name for name in inside if name not in _OTHERS and name[0] != "."]
            yield from (Path(folder, name) for name in names)


def test_every_silence_says_why() -> None:
    searched, silent = set(), []
    for path in _files():
        if find := finder_of(path):
            searched.add(path.relative_to(_ROOT).parts[0])
            silent += [f"{path.relative_to(_ROOT)}:{line}" for line in find(path.read_text())]
    assert silent == []
    assert searched == set(_PLACES)


@pytest.mark.parametrize(("ending", "text"), PLANTED)
def test_a_silence_without_a_reason_is_seen(ending: str, text: str) -> None:
    assert list(FINDERS[ending](text))


@pytest.mark.parametrize(("ending", "text"), REASONED)
def test_a_silence_with_a_reason_is_let_be(ending: str, text: str) -> None:
    assert list(FINDERS[ending](text)) == []
