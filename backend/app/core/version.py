"""The release this is: written once, in `pyproject.toml`."""

from functools import cache
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@cache
def version() -> str:
    """Return the version of this release, as Semantic Versioning writes it.

    A checkout and the container image run the source beside its project file; an installed package
    has metadata instead.
    """
    if _PROJECT.is_file():
        import tomllib  # noqa: PLC0415  the installed package needs none of it

        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("hostwright")
