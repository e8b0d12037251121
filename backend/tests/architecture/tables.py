"""Whose tables a file's SQL reads: only those of its own and of lower floors."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_BACKEND = Path(__file__).parents[2]
_TABLE_NAME = re.compile(r'^    __tablename__ = "(\w+)"', re.MULTILINE)
_READS = re.compile(
    r'\b(?:FROM|JOIN|INTO|UPDATE|USING|ONLY|TABLE)\s+("?\w+"?(?:\s+AS\s+\w+)?(?:,\s*"?\w+"?)*)'
)
_HANDMADE = {"table", "TableClause", "quoted_name"}

Place = tuple[str, ...]
"""The folders of a file below `app/` that decide its floor: `("dao",)`, `("features", "users")`."""


def place(parts: tuple[str, ...]) -> Place:
    return parts[:2] if parts[0] == "features" else parts[:1]


@cache
def _floors() -> Mapping[Place, int]:
    """Number the floors from the highest down, as the import contracts list them."""
    tool = tomllib.loads((_BACKEND / "pyproject.toml").read_text())["tool"]
    contracts = {one.get("containers", [""])[0]: one for one in tool["importlinter"]["contracts"]}
    found: dict[Place, int] = {}
    for container, prefix in (("app.features", ("features",)), ("app", ())):
        for layer in contracts[container]["layers"]:
            level = len(found)
            found |= {(*prefix, name.strip()): level for name in layer.split("|")}
    return found


@cache
def owners() -> Mapping[str, Place]:
    """Return the place of every table's model by the table's name."""
    app = _BACKEND / "app"
    return {
        name: place(path.relative_to(app).parts)
        for path in app.rglob("*.py")
        for name in _TABLE_NAME.findall(path.read_text())
    }


def _read_by(sql: str) -> Iterator[str]:
    for names in _READS.findall(sql):
        yield from (name.split()[0].strip('"') for name in names.split(","))


def _is_below(owner: Place, reader: Place) -> bool:
    return owner == reader or _floors()[owner] > _floors()[reader]


def foreign(tree: ast.Module, reader: Place) -> Iterator[str]:
    """Yield what SQL written as text, or with hand-made tables, reads of higher floors."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (
                f"imports {alias.name} from {node.module}"
                for alias in node.names
                if alias.name in _HANDMADE
            )
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            for name in _read_by(str(node.value)):
                if name in owners() and not _is_below(owners()[name], reader):
                    yield f"line {node.lineno}: reads {name!r} of {'.'.join(owners()[name])}"
