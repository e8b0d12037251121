"""The programs behind the image slugs, run as plain processes."""

from collections.abc import Mapping
from pathlib import Path

from app.features.deployments.providers.errors import ImageMissingError

_HERE = Path(__file__).parent

PROGRAMS: Mapping[str, Path] = {
    "static-site": _HERE / "static_site.py",
    "python-web": _HERE / "python_web.py",
}


def program_of(slug: str) -> Path:
    """Return the program of an image; raises ImageMissingError for one that is not here."""
    try:
        return PROGRAMS[slug]
    except KeyError:
        raise ImageMissingError(detail=f"no program for the image {slug!r}", image=slug) from None
