"""The parts that e-mails are built of, as text and as HTML, and the layout around them.

A body speaks through these blocks, so the two parts of an e-mail cannot say different things.
Between blocks stand paragraphs, parted by empty lines.
"""

import re
import textwrap
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
FORMS = ("text", "html")
_NAMES = ("note", "facts", "lines", "button", "digits", "link")
_WIDTH = 72
_SPACES = re.compile(r"[ \t\r\n]+")
_PARTS = re.compile(r"\x02(.*?)\x03", re.DOTALL)
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")
_PARAGRAPH = '<p style="margin:0 0 16px">{}</p>\n'


@lru_cache
def layouts(form: str) -> "Environment":
    """Return our own templates of a form, which nobody edits."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  heavy, and not needed to start

    made = Environment(
        loader=FileSystemLoader(TEMPLATES / form),
        autoescape=form == "html",  # noqa: S701  plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["folded"] = folded
    return made


def blocks(form: str) -> Mapping[str, Callable[..., str]]:
    """Return the blocks of a form by name; each marks where it begins and ends but for `link`."""
    kit: ModuleType | Any = layouts(form).get_template("kit.jinja").module
    return {name: getattr(kit, name) for name in _NAMES}


def folded(text: str) -> str:
    """Return a paragraph of plain text, in lines of 72 characters."""
    return textwrap.fill(
        _SPACES.sub(" ", text).strip(), _WIDTH, break_long_words=False, break_on_hyphens=False
    )


def assembled(form: str, rendered: str) -> str:
    """Return what a body gave, with its paragraphs as such."""
    parts = _PARTS.split(rendered)
    found: list[str] = []
    for number, part in enumerate(parts):
        found += [part] if number % 2 else _paragraphs(form, part)
    return "".join(found) if form == "html" else "\n\n".join(one.strip("\n") for one in found)


def _paragraphs(form: str, text: str) -> list[str]:
    chunks = [one.strip() for one in _EMPTY_LINES.split(text)]
    if form == "html":
        return [_PARAGRAPH.format(one) for one in chunks if one]
    return [folded(one) for one in chunks if one]
