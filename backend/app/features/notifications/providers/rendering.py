"""E-mails from templates: one source a language, rendered twice, as text and as HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from app.core.locale import Locale
from app.features.notifications.providers.blocks import FORMS, TEMPLATES, assembled, layouts
from app.features.notifications.providers.formats import one_line
from app.features.notifications.providers.language import (
    MAX_OUTPUT,
    Fault,
    FaultyTemplateError,
    check,
    environment,
    shared_variables,
)
from app.features.notifications.providers.look import DEFAULT, Look
from app.features.notifications.providers.shared import context, samples
from app.features.notifications.providers.translations import removed, why
from app.manifest import MailTemplate

if TYPE_CHECKING:
    from jinja2 import Template

_MESSAGES = TEMPLATES / "messages"
_COMPILED = 512


@dataclass(frozen=True, slots=True)
class Source:
    """What an email is made of: a line, and paragraphs with blocks between them."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """An e-mail's three texts."""

    subject: str
    text: str
    html: str


class BrokenSourceError(Exception):
    """A source that staff wrote cannot be used with what is to be said now."""


@lru_cache
def default_source(template: str, locale: Locale) -> Source:
    """Return what this release says; raises FileNotFoundError."""
    written = (_MESSAGES / f"{template}.{locale}.jinja").read_text(encoding="utf-8")
    subject, _, body = written.partition("\n")
    return Source(subject.strip(), body.strip())


def has_texts(template: str) -> bool:
    """Tell whether there is a text in every language."""
    return all((_MESSAGES / f"{template}.{locale}.jinja").is_file() for locale in Locale)


def title(declared: MailTemplate, locale: Locale, params: Mapping[str, Any]) -> str:
    """Return the one line that an in-app notification shows: the subject of its e-mail."""
    source = default_source(declared.name, locale)
    return _subject(source, context(declared, locale, "UTC", params))


def render(
    declared: MailTemplate,
    locale: Locale,
    time_zone: str,
    params: Mapping[str, Any],
    look: Look = DEFAULT,
) -> Rendered:
    """Return the e-mail as this release says it; raises jinja2.UndefinedError for a missing param.

    `time_zone` is an IANA name; money in params is `{amount, currency}`, a moment is RFC 3339.
    """
    source = default_source(declared.name, locale)
    values = context(declared, locale, time_zone, params)
    return _rendered(declared, locale, source, values, look)


def render_own(
    declared: MailTemplate,
    locale: Locale,
    time_zone: str,
    params: Mapping[str, Any],
    source: Source,
    look: Look = DEFAULT,
) -> Rendered:
    """Return the e-mail as staff say it.

    Raises BrokenSourceError, with no value of a param in it, where it cannot be said so any more.
    """
    values = context(declared, locale, time_zone, params)
    try:
        check(declared, source.subject, subject=True)
        check(declared, source.body, subject=False)
        found = _rendered(declared, locale, source, values, look)
        _require(declared, values, found)
    except FaultyTemplateError as faulty:
        raise BrokenSourceError(str(faulty)) from faulty
    except Exception as error:
        raise BrokenSourceError(type(error).__name__) from error
    return found


def render_without_secrets(
    declared: MailTemplate,
    locale: Locale,
    time_zone: str,
    params: Mapping[str, Any],
    source: Source | None,
) -> tuple[str, str]:
    """Return the subject and the plain text, with words where a secret link or code stands.

    `params` hold no secret, so none can be told. No `source`: what this release says. Raises
    whatever a template may raise.
    """
    marks = {one.name: removed(one.kind, locale) for one in declared.variables if one.secret}
    values = context(declared, locale, time_zone, params) | marks
    written = source or default_source(declared.name, locale)
    subject = _subject(written, values)
    frame = {"locale": locale.value, "subject": subject, "reason": why(declared.reason, locale)}
    return subject, _form("text", written, values, frame).strip() + "\n"


def preview(
    declared: MailTemplate,
    locale: Locale,
    time_zone: str,
    shared: Mapping[str, str],
    source: Source,
    look: Look = DEFAULT,
) -> Rendered:
    """Return the e-mail with sample values but for what is `shared`; raises FaultyFieldError."""
    _checked(declared, source)
    for bare in (True, False):
        values = context(declared, locale, time_zone, samples(declared, bare=bare) | dict(shared))
        found = _tried(declared, locale, source, values, look)
    return found


class FaultyFieldError(Exception):
    """A subject or a body cannot be taken as it is."""

    def __init__(self, fault: Fault, *, field: str) -> None:
        super().__init__(f"{field}, line {fault.line}: {fault.problem}")
        self.field = field
        self.fault = fault


def _checked(declared: MailTemplate, source: Source) -> None:
    for field in ("subject", "body"):
        try:
            check(declared, getattr(source, field), subject=field == "subject")
        except FaultyTemplateError as faulty:
            raise FaultyFieldError(faulty.fault, field=field) from faulty


def _tried(
    declared: MailTemplate, locale: Locale, source: Source, values: dict[str, Any], look: Look
) -> Rendered:
    try:
        found = _rendered(declared, locale, source, values, look)
        _require(declared, values, found)
    except FaultyTemplateError as faulty:
        raise FaultyFieldError(faulty.fault, field="body") from faulty
    except Exception as error:
        raise FaultyFieldError(Fault("fails", _line_of(error)), field="body") from error
    if not found.subject:
        raise FaultyFieldError(Fault("empty", 1), field="subject")
    return found


def _line_of(error: Exception) -> int:
    found = [one.lineno for one in extract_tb(error.__traceback__) if one.filename == "<template>"]
    return found[-1] or 1 if found else 1


def _rendered(
    declared: MailTemplate,
    locale: Locale,
    source: Source,
    values: Mapping[str, Any],
    look: Look,
) -> Rendered:
    subject = _subject(source, values)
    frame = {
        "locale": locale.value,
        "subject": subject,
        "reason": why(declared.reason, locale),
        "look": look,
    }
    text, html = (_form(form, source, values, frame) for form in FORMS)
    return Rendered(subject, text.strip() + "\n", html)


def _subject(source: Source, values: Mapping[str, Any]) -> str:
    return one_line(_bounded(_compiled("text", source.subject), values))


def _form(form: str, source: Source, values: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    body = assembled(form, _bounded(_compiled(form, source.body), values))
    content = Markup(frame["look"].painted(body)) if form == "html" else body  # noqa: S704  escaped where it was rendered
    layout = layouts(form).get_template("layout.jinja")
    shared = {name: values[name] for name in ("company", "public_url")}
    return layout.render({**frame, **shared, "content": content})


@lru_cache(_COMPILED)
def _compiled(form: str, source: str) -> "Template":
    return environment(form).from_string(source)


def _bounded(template: "Template", values: Mapping[str, Any]) -> str:
    parts, length = [], 0
    for part in template.generate(values):
        length += len(part)
        if length > MAX_OUTPUT:
            raise FaultyTemplateError(Fault("too_long", 1))
        parts.append(part)
    return "".join(parts)


def _require(declared: MailTemplate, values: Mapping[str, Any], found: Rendered) -> None:
    """Raise FaultyTemplateError where what an email is for stands in none of its parts."""
    for variable in shared_variables(declared):
        value = str(values.get(variable.name, ""))
        if variable.required and not (value in found.text and _escaped(value) in found.html):
            raise FaultyTemplateError(Fault("variable_required", 1, variable.name))


def _escaped(value: str) -> str:
    return str(Markup.escape(value))
