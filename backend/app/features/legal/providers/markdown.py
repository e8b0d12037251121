"""Markdown → HTML that runs nothing and loads nothing.

HTML in the source is shown as text, links go to the web, mail and telephone only, and there are no
pictures: a reader's address is nobody's but ours. Headings begin at the second level, below the
page's own.
"""

from collections.abc import MutableMapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_DEEPEST = 6
_SCHEMES = ("https://", "http://", "mailto:", "tel:", "/", "#")


def _leads_out(url: str) -> bool:
    """Allow what has a known beginning; `//host` would be another site without saying so."""
    return url.lower().startswith(_SCHEMES) and not url.startswith(("//", "/\\"))


def _tidy(state: "StateCore") -> None:
    """Move headings down, and drop the styles of aligned cells: the pages' policy refuses them."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, _DEEPEST)}"
        token.attrs.pop("style", None)


@cache
def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  a start needs none of it

    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.validateLink = _leads_out  # type: ignore[method-assign] # its documentation has it so
    markdown.enable("table").disable("image")
    markdown.core.ruler.push("tidy", _tidy)
    return markdown


def html_of(text: str) -> str:
    """Return the text as HTML."""
    env: MutableMapping[str, Any] = {}
    return str(_renderer().render(text, env))
