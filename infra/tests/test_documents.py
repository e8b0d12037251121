"""The documents lead to what is there: their links, and every picture of the panel."""

import re
from pathlib import Path

import pytest

from infra.local.paths import ROOT

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_PICTURES = ROOT / "docs/pictures"
_LARGEST = 200 * 1024
_DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("infra/decisions/*.md")]
)


def _links(document: Path) -> set[Path]:
    return {(document.parent / link).resolve() for link in _LINK.findall(document.read_text())}


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert [str(link) for link in _links(document) if not link.exists()] == []


def test_every_picture_is_shown_and_small() -> None:
    pictures = set(_PICTURES.glob("*.png"))
    shown = set[Path]().union(*map(_links, _DOCUMENTS))
    assert pictures
    assert pictures - shown == set()
    assert [one.name for one in pictures if one.stat().st_size > _LARGEST] == []
