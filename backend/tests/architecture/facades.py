"""What features offer in their façades, and what others ask of them."""

import ast
from collections.abc import Iterable

from tests.architecture.rules import Source


def _feature_service(module: str | None) -> str | None:
    """Return the feature whose façade a module is."""
    parts = (module or "").split(".")
    is_facade = len(parts) == 4 and parts[:2] == ["app", "features"] and parts[3] == "service"
    return parts[2] if is_facade else None


def offered(source: Source) -> set[str]:
    """Return the names that a façade imports for others."""
    return {
        alias.asname or alias.name
        for node in source.tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _asked_by(source: Source) -> Iterable[tuple[str, str]]:
    """Yield (feature, name) for every use of a façade in one file."""
    aliases = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            if feature := _feature_service(node.module):
                yield from ((feature, alias.name) for alias in node.names)
            for alias in node.names:
                if feature := _feature_service(f"{node.module}.{alias.name}"):
                    aliases[alias.asname or alias.name] = feature
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            feature = aliases.get(node.value.id)
            if feature:
                yield feature, node.attr


def unasked(sources: Iterable[Source]) -> list[str]:
    """Return the names in façades that nobody outside the use cases asks for."""
    sources = list(sources)
    asked = {
        use for source in sources if "service" not in source.parts[2:3] for use in _asked_by(source)
    } | {
        (feature, name)
        for source in sources
        if source.feature
        for feature, name in _asked_by(source)
        if feature != source.feature
    }
    return sorted(
        f"{source.feature}.{name}"
        for source in sources
        if source.feature and source.parts[2:] == ("service", "__init__.py")
        for name in offered(source)
        if (source.feature, name) not in asked
    )
