"""Whoever silences a check says why, on the same line."""

import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

_PYTHON = re.compile(
    r"noqa\b(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?"
    r"|type:\s*ignore\b(\[[\w, -]*\])?"
    r"|pragma:\s*no\s*(cover|branch)|fmt:\s*(off|skip)|(ruff|mypy):\s*[\w-]+(\s*[:=]\s*\S+)?"
)
_SCRIPT = re.compile(
    r"(biome-ignore(-all|-start|-end)?(\s+[\w/]+)?|@ts-(ignore|expect-error|nocheck)"
    r"|shellcheck\s+disable=\S+)"
)
_RULE = re.compile(r'^\s*(?:"[^"]+"\s*=\s*\[)?\s*"[A-Z]+\d*"')
_WORD = re.compile(r"[^\W\d_]{2,}")

Finder = Callable[[str], Iterator[int]]


def in_python(text: str) -> Iterator[int]:
    """Yield the lines of a Python file that silence a check and do not say why."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        said, silences = _PYTHON.subn("", token.string)
        if silences and not _WORD.search(said):
            yield token.start[0]


def in_script(text: str) -> Iterator[int]:
    """Yield the same for TypeScript and for shell."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _SCRIPT.search(line)
        if found and not _WORD.search(line[found.end() :]):
            yield number


def in_settings(text: str) -> Iterator[int]:
    """Yield the lines of ruff's settings that switch a rule off and do not say why."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            inside = "per-file-ignores" in line
        elif line.startswith(("ignore = [", "extend-ignore = [")):
            inside = True
        if inside and _RULE.match(line) and not _WORD.search(line.partition("#")[2]):
            yield number


FINDERS: dict[str, Finder] = {
    ".py": in_python,
    ".ts": in_script,
    ".tsx": in_script,
    ".sh": in_script,
    ".toml": in_settings,
}


def finder_of(path: Path) -> Finder | None:
    """Return how a file is searched; a program without an ending says it on its first line."""
    if path.suffix or not path.is_file():
        return FINDERS.get(path.suffix)
    first = path.read_bytes()[:40]
    if not first.startswith(b"#!"):
        return None
    return in_python if b"python" in first else in_script
