"""What staff may write in a template: text, variables, `if` and blocks, and nothing that grows."""

from dataclasses import replace

import pytest

from app.core.locale import Locale
from app.features.notifications.providers.rendering import (
    BrokenSourceError,
    FaultyFieldError,
    Rendered,
    Source,
    default_source,
    preview,
    render_own,
)
from app.features.notifications.providers.shared import samples
from app.manifest import mail_templates

SHARED = {"company": "Lighthouse", "public_url": "https://panel.example.com"}
MAIL_TEMPLATES = sorted(one.name for one in mail_templates().values() if one.mailed)
RESET = '{{ button("Choose", reset_url) }}'


def _preview(name: str, body: str, subject: str = "Hello", locale: Locale = Locale.EN) -> Rendered:
    return preview(mail_templates()[name], locale, "UTC", SHARED, Source(subject, body))


def _fault(name: str, body: str, subject: str = "Hello") -> tuple[str, int, str, str]:
    with pytest.raises(FaultyFieldError) as caught:
        _preview(name, body, subject)
    fault = caught.value.fault
    return caught.value.field, fault.line, fault.problem, fault.name


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("name", MAIL_TEMPLATES)
def test_what_this_release_says_passes_its_own_rules(name: str, locale: Locale) -> None:
    found = preview(mail_templates()[name], locale, "UTC", SHARED, default_source(name, locale))
    assert found.subject
    for part in (found.text, found.html):
        assert "\x02" not in part
        assert "\x03" not in part
        assert "None" not in part
        assert "{{" not in part
    assert any(word in found.text for word in ("Вы получили", "You received"))


def test_paragraphs_are_parted_by_empty_lines_and_markup_is_text() -> None:
    found = _preview("invoice_paid", "One <b>bold</b>\nstays.\n\nTwo & three: {{ number }}")
    assert "One <b>bold</b> stays.\n\nTwo & three: 2026-000042\n" in found.text
    assert found.html.count('<p style="margin:0 0 16px">') == 2
    assert "One &lt;b&gt;bold&lt;/b&gt;\nstays." in found.html
    assert "Two &amp; three: 2026-000042" in found.html


def test_blocks_say_the_same_in_both_forms() -> None:
    found = _preview(
        "invoice_paid",
        'Thanks.\n{{ facts([("Paid", paid_at), ("Nothing", "")]) }}\n'
        '{{ lines(items, [("Total", total)]) }}Then\n\n'
        '{% call note() %}See {{ link("it", invoice_url) }}.{% endcall %}',
    )
    plain = found.text.replace("\xa0", " ")
    assert "Paid: 5 December 2026, 11:30 (UTC)" in plain
    assert "Nothing" not in found.text
    assert "- Renewal: S1: ₽1,241.67" in plain
    assert "\n\nThen\n\nSee it" in plain
    assert "(https://panel.example.com/panel/invoices/" in plain
    for said in ("Renewal: S1", "₽1,490.00", 'class="accent" href="https://panel.example.com/'):
        assert said in found.html.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("body", "line", "problem", "name"),
    [
        ("One\n\n{{ sum }}", 3, "variable_unknown", "sum"),
        ("{{ total", 1, "syntax", ""),
        ("a\n{% if total %}b", 2, "syntax", ""),
        ("{% for one in items %}x{% endfor %}", 1, "construct_refused", "for"),
        ("{% for i in range(10 ** 9) %}x{% endfor %}", 1, "construct_refused", "for"),
        ("{% set total = total ~ total %}", 1, "construct_refused", "assign"),
        ("{% macro m() %}x{% endmacro %}", 1, "construct_refused", "macro"),
        ('{% include "layout.jinja" %}', 1, "construct_refused", "include"),
        ('{% extends "layout.jinja" %}', 1, "construct_refused", "extends"),
        ("{% raw %}{% endraw %}{% block a %}{% endblock %}", 1, "construct_refused", "block"),
        ("{{ total.__class__ }}", 1, "construct_refused", "getattr"),
        ("{{ ''.__class__.__mro__ }}", 1, "construct_refused", "getattr"),
        ("{{ total['x'] }}", 1, "construct_refused", "getitem"),
        ("{{ 'x' * 1000000000 }}", 1, "construct_refused", "mul"),
        ("{{ 9 ** 9 ** 9 }}", 1, "construct_refused", "pow"),
        ("{{ total|attr('x') }}", 1, "construct_refused", "attr"),
        ("{{ total|safe }}", 1, "construct_refused", "safe"),
        ("{{ total|default(value='x') }}", 1, "construct_refused", "default"),
        ("{% filter upper %}x{% endfilter %}", 1, "construct_refused", "filterblock"),
        ("{{ total is defined }}", 1, "construct_refused", "test"),
        ("{{ lipsum() }}", 1, "construct_refused", "lipsum"),
        ("{{ self.body() }}", 1, "construct_refused", "call"),
        ("{{ total() }}", 1, "construct_refused", "total"),
        ("{{ total ~ total() }}", 1, "construct_refused", "call"),
        ("{{ button(*items) }}", 1, "construct_refused", "button"),
        ('{{ button("a", label="b") }}', 1, "construct_refused", "button"),
        ('{{ "\\x02" }}', 1, "construct_refused", "control character"),
        ('{{ button("a") }}', 1, "block_misused", "button"),
        ('{{ button("a", "javascript:alert(1)") }}', 1, "block_misused", "button"),
        ('{{ link("a", number) }}', 1, "block_misused", "link"),
        ('{{ link("a", number ~ "x") }}', 1, "block_misused", "link"),
        ('{{ facts("a") }}', 1, "block_misused", "facts"),
        ('{{ facts([("a", "b", "c")]) }}', 1, "block_misused", "facts"),
        ("{{ lines(number, []) }}", 1, "block_misused", "lines"),
        ("{{ lines([], []) }}", 1, "block_misused", "lines"),
        ("{{ items }}", 1, "block_misused", "items"),
        ("{{ note() }}", 1, "block_misused", "note"),
        ('{% call button("a", invoice_url) %}x{% endcall %}', 1, "block_misused", "button"),
        (
            '{% call note() %}{{ button("a", invoice_url) }}{% endcall %}',
            1,
            "block_misused",
            "button",
        ),
    ],
)
def test_what_has_no_place_in_a_letter_is_refused_with_its_line(
    body: str, line: int, problem: str, name: str
) -> None:
    found = _fault("invoice_paid", body)
    assert found[:3] == ("body", line, problem)
    assert found[3].lower() == name or not name


@pytest.mark.parametrize(
    "body",
    [
        "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
        "{{ " + "not " * 4_000 + "total }}",
        "{% if total %}" * 60 + "{% endif %}" * 60,
        "{{ " + "9" * 9_000 + " }}",
    ],
    ids=["parentheses", "negations", "conditions", "digits"],
)
def test_what_is_nested_too_deep_is_refused(body: str) -> None:
    assert _fault("invoice_paid", body)[2] == "too_deep"


def test_a_text_has_a_largest_length() -> None:
    assert _fault("invoice_paid", "x" * 20_001)[2] == "too_long"
    assert _fault("invoice_paid", "x", "y" * 301)[:3] == ("subject", 1, "too_long")


def test_what_is_shown_has_a_largest_length() -> None:
    declared = mail_templates()["image_missing"]
    many = replace(declared.variables[0], sample="x" * 5_000)
    grown = replace(declared, variables=(many, *declared.variables[1:]))
    with pytest.raises(FaultyFieldError) as caught:
        preview(grown, Locale.EN, "UTC", SHARED, Source("Hello", "{{ node }}\n\n" * 100))
    assert caught.value.fault.problem == "too_long"


def test_a_letter_keeps_what_it_is_for() -> None:
    assert _fault("password_reset", "Hello")[2:] == ("variable_required", "reset_url")
    assert _fault("password_reset", "{% if not reset_url %}" + RESET + "{% endif %}")[2:] == (
        "variable_required",
        "reset_url",
    )
    assert _fault("verification", '{{ button("Confirm", confirm_url) }}')[2:] == (
        "variable_required",
        "code",
    )
    assert "reset-password?token=" in _preview("password_reset", RESET).text


def test_a_secret_has_no_place_in_a_subject() -> None:
    found = _fault("verification", "{{ code }} {{ confirm_url }}", "{{ code }}")
    assert found == ("subject", 1, "secret_in_subject", "code")
    assert _fault("verification", "x", '{{ digits("1") }}')[:3] == ("subject", 1, "block_misused")
    assert _fault("verification", "x", "{% call note() %}x{% endcall %}")[2] == "block_misused"


def test_a_subject_says_something_even_where_what_is_optional_is_missing() -> None:
    assert _fault("invoice_paid", "x", "{{ hostname }}") == ("subject", 1, "empty", "")


def test_what_fails_when_it_is_tried_is_told_with_its_line() -> None:
    declared = mail_templates()["image_missing"]
    broken = replace(declared, variables=declared.variables[1:])
    known = replace(declared.variables[0], source="never.told", name="node", sample=None)
    with pytest.raises(FaultyFieldError) as caught:
        preview(
            replace(broken, variables=(*broken.variables, known)),
            Locale.EN,
            "UTC",
            SHARED,
            Source("Hello", "One\n\n{{ node }}"),
        )
    assert (caught.value.fault.problem, caught.value.fault.line) == ("fails", 3)


def test_an_own_text_that_does_not_fit_any_more_is_told_without_what_it_said() -> None:
    declared = mail_templates()["password_reset"]
    params = samples(declared) | {"link_token": "hwv_secret"}
    for body in ("{{ gone }}", "No link", "{{ reset_url"):
        with pytest.raises(BrokenSourceError) as caught:
            render_own(declared, Locale.EN, "UTC", params, Source("Hello", body))
        assert "hwv_secret" not in str(caught.value)
    without = {name: value for name, value in params.items() if name != "company"}
    with pytest.raises(BrokenSourceError, match="UndefinedError"):
        render_own(declared, Locale.EN, "UTC", without, Source("Hello {{ company }}", RESET))
