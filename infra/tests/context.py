"""What `docker build .` sends of a folder, by the rules of `.dockerignore`."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

_LINE = re.compile(r"^(?:COPY|ADD)\s+(?!--from)(.+)$", re.MULTILINE)


class BuildContext:
    """The rules of one `.dockerignore`: the last that matches a path or a parent decides."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        self._rules = [
            (not line.startswith("!"), _pattern(line.lstrip("!")))
            for line in lines
            if line and not line.startswith("#")
        ]

    def __contains__(self, path: str) -> bool:
        parts = PurePosixPath(path).parts
        names = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        ignored = False
        for ignores, pattern in self._rules:
            if any(pattern.fullmatch(name) for name in names):
                ignored = ignores
        return not ignored

    def files(self, paths: Iterable[str]) -> set[str]:
        """Return those of the paths that are sent."""
        return {path for path in paths if path in self}


def _pattern(rule: str) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*/|\*)", rule.strip("/"))
    known = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(known.get(piece) or re.escape(piece) for piece in pieces))


def copied(dockerfile: str) -> set[str]:
    """Return what a Dockerfile copies from the context."""
    lines = [line.split()[:-1] for line in _LINE.findall(dockerfile)]
    return {word.rstrip("/") for line in lines for word in line}
