"""E-mails from templates: one body a language, rendered twice, as text and as HTML.

A body speaks through a kit (`p`, `facts`, `button` …) that exists in both forms, so the two parts
of an e-mail cannot say different things.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from app.core.locale import Locale
from app.features.notifications.providers.formats import moment, money, one_line
from app.features.notifications.providers.translations import (
    factor_change,
    hello,
    line_name,
    reason,
    role_name,
)

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
_KIT = ("p", "note", "facts", "lines", "button", "digits", "link")
_WIDTH = 72
_GAPS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """An e-mail's three texts."""

    subject: str
    text: str
    html: str


def _folded(text: str) -> str:
    return textwrap.fill(
        _SPACES.sub(" ", text).strip(), _WIDTH, break_long_words=False, break_on_hyphens=False
    )


@lru_cache
def _environment(form: str) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  heavy, and not needed to start

    made = Environment(
        loader=FileSystemLoader([_TEMPLATES / form, _TEMPLATES / "messages"]),
        autoescape=form == "html",  # noqa: S701  plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["folded"] = _folded
    kit: ModuleType | Any = made.get_template("kit.jinja").module
    made.globals |= {name: getattr(kit, name) for name in _KIT}
    return made


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    """Make one line of every text inside, wherever it came from."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _body(form: str, template: str, locale: Locale, context: dict[str, Any]) -> str:
    return _environment(form).get_template(f"{template}.{locale}.jinja").render(context)


def _subject(template: str, locale: Locale, context: dict[str, Any]) -> str:
    found = _environment("text").get_template(f"{template}.{locale}.jinja")
    return one_line("".join(found.blocks["subject"](found.new_context(context))))


def title(template: str, locale: Locale, params: Mapping[str, Any]) -> str:
    """Return the one line that an in-app notification shows: the subject of its e-mail."""
    return _subject(template, locale, _context(locale, "UTC", params))


def has_texts(template: str) -> bool:
    """Tell whether there is a text in every language."""
    known = set(_environment("text").list_templates())
    return all(f"{template}.{locale}.jinja" in known for locale in Locale)


def render(template: str, locale: Locale, time_zone: str, params: Mapping[str, Any]) -> Rendered:
    """Return the e-mail in this language; raises jinja2.UndefinedError where a param is missing.

    `time_zone` is an IANA name; money in params is `{amount, currency}`, a moment is RFC 3339.
    """
    context = _context(locale, time_zone, params)
    context["subject"] = _subject(template, locale, context)
    text = _GAPS.sub("\n\n", _body("text", template, locale, context)).strip()
    return Rendered(context["subject"], text + "\n", _body("html", template, locale, context))


def _context(locale: Locale, time_zone: str, params: Mapping[str, Any]) -> dict[str, Any]:
    context: dict[str, Any] = _plain(dict(params)) | {
        "locale": locale.value,
        "money": money(locale),
        "moment": moment(locale, time_zone),
        "hello": hello(locale, one_line(str(params.get("name", "")))),
        "line_name": partial(line_name, locale),
        "role_name": partial(role_name, locale),
        "factor_change": partial(factor_change, locale),
        "reason": partial(reason, locale),
    }
    return context
