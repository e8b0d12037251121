"""Templates alone: whole in both languages, and nothing that people type becomes markup."""

from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from app.core.locale import Locale
from app.features.notifications.providers import rendering
from app.features.notifications.providers.formats import moment, money, one_line
from app.features.notifications.providers.message import Envelope, message
from app.features.notifications.providers.rendering import Rendered, has_texts
from app.features.notifications.providers.translations import reason
from app.features.orders.service import REFUND_FAILED_AFTER
from app.manifest import Channel, mail_templates, notification_rules
from tests.factories.notifications import NOW

EMAILS = sorted(declared.name for declared in mail_templates().values() if declared.mailed)
EVIL = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: all@example.com\r\n"
MONEY = {"amount": 120_000, "currency": "RUB"}
AT = NOW.isoformat()
INVOICE = {
    "number": EVIL,
    "subtotal": MONEY,
    "tax": MONEY,
    "total": MONEY,
    "due_at": AT,
    "paid_at": AT,
    "renewal": True,
    "hourly": False,
    "hostname": EVIL,
    "lines": [
        {
            "description": {"code": EVIL, "params": {"plan": EVIL}},
            "quantity": 1,
            "amount": MONEY,
            "period_start": AT,
            "period_end": AT,
        }
    ],
}
PARAMS: dict[str, Any] = {
    "name": EVIL,
    "company": EVIL,
    "public_url": "https://panel.example.com",
    "link_token": "hwv_token",
    "verification_code": "123456",
    "invoice": INVOICE,
    "invoice_id": "1",
    "service_id": "2",
    "order_id": "3",
    "suspend_at": AT,
    "terminate_at": AT,
    "number": EVIL,
    "hostname": EVIL,
    "missing": MONEY,
    "amount": MONEY,
    "due_at": AT,
    "failure": EVIL,
    "code": EVIL,
    "account_name": EVIL,
    "inviter": EVIL,
    "role": "technical",
    "valid_until": AT,
    "staff_name": EVIL,
    "user_name": EVIL,
    "impersonation_reason": EVIL,
    "begun_at": AT,
    "ended_at": AT,
    "address": "http://127.0.0.1:21000",
    "cause": "terminated",
    "why": EVIL,
    "ends_at": AT,
    "unpaid": "yes",
    "action": "restart",
    "wanted": EVIL,
    "at": AT,
    "ip": EVIL,
    "place": EVIL,
    "device": EVIL,
    "passkey": EVIL,
    "change": "passkey_added",
    "node": EVIL,
    "image": EVIL,
    "reference": EVIL,
    "error": EVIL,
    "template": EVIL,
    "language": EVIL,
}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "table", "tr", "td", "h1", "p", "a"),
    *("br", "span"),
}


def render(kind: str, locale: Locale, time_zone: str, params: dict[str, Any]) -> Rendered:
    return rendering.render(mail_templates()[kind], locale, time_zone, params)


class Markup(HTMLParser):
    """Notes the tags, the attributes and whether all that opens is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _every() -> list[tuple[str, Locale]]:
    return [(kind, locale) for kind in EMAILS for locale in Locale]


@pytest.mark.parametrize(("kind", "locale"), _every())
def test_what_people_type_is_text(kind: str, locale: Locale) -> None:
    email = render(kind, locale, "Europe/Moscow", PARAMS)
    markup = Markup()
    markup.feed(email.html)
    assert markup.open == []
    assert markup.tags <= ALLOWED
    assert not {name for name in markup.attributes if name.startswith("on")}
    assert all(
        link.startswith(("https://panel.example.com", "http://127")) for link in markup.links
    )
    assert "\n" not in email.subject
    assert "Bcc: all@example.com" not in email.text.splitlines()
    assert max(len(line) for line in email.text.splitlines() if "<" not in line) <= 100


@pytest.mark.parametrize(("kind", "locale"), _every())
def test_an_email_keeps_its_headers_to_itself(kind: str, locale: Locale) -> None:
    email = render(kind, locale, "UTC", PARAMS)
    envelope = Envelope("Hostwright <panel@example.com>", "v@example.com", "<1@x>", NOW, locale)
    mail = message(email, envelope)
    assert mail["Bcc"] is None
    head = mail.as_bytes().split(b"\r\n\r\n")[0]
    assert not [line for line in head.split(b"\r\n") if line.lower().startswith(b"bcc")]
    parts = [part.get_content_type() for part in mail.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("missing", ["name", "hostname", "address"])
def test_a_param_that_is_missing_is_an_error(missing: str) -> None:
    without = {name: value for name, value in PARAMS.items() if name != missing}
    if missing == "name":
        assert render("service_active", Locale.EN, "UTC", without).text.startswith("Hello!")
        return
    with pytest.raises(UndefinedError, match=missing):
        render("service_active", Locale.EN, "UTC", without)


def test_both_languages_say_the_same_things() -> None:
    for kind in EMAILS:
        found = [Markup(), Markup()]
        for markup, locale in zip(found, Locale, strict=True):
            markup.feed(render(kind, locale, "UTC", PARAMS).html)
        paths = [[link.replace("/en/", "/ru/") for link in markup.links] for markup in found]
        assert paths[0] == paths[1], kind


def test_a_subject_in_two_languages_keeps_its_spaces() -> None:
    subject = "Деньги за заказ O-01a20388-4e7c-772f-be9d-50fb6d8d26f3 вернулись на баланс"
    email = Rendered(subject, "text", "<p>text</p>")
    envelope = Envelope("Хостинг <panel@example.com>", "v@example.com", "<1@x>", NOW, Locale.RU)
    content = message(email, envelope).as_bytes()
    read = default.header_factory("subject", _header(content, b"Subject"))
    assert str(read) == subject


def _header(content: bytes, name: bytes) -> str:
    start = content.index(name + b": ") + len(name) + 2
    lines = content[start:].split(b"\r\n")
    return b"".join(lines[: 1 + _folded(lines)]).decode()


def _folded(lines: list[bytes]) -> int:
    return next(n for n, line in enumerate(lines[1:]) if not line.startswith(b" "))


@pytest.mark.parametrize("address", ["v@exa\r\nmple.com", "v\r\nBcc: x@example.com", "a@b@c\n"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    envelope = Envelope("H <panel@example.com>", address, "<1@x>", NOW, Locale.EN)
    with pytest.raises(ValueError, match=r".+"):
        message(Rendered("s", "t", "h"), envelope)


def test_a_domain_of_emails_beyond_ascii_is_written_as_dns_knows_it() -> None:
    envelope = Envelope("H <panel@example.com>", "anna@почта.рф", "<1@x>", NOW, Locale.RU)
    assert message(Rendered("s", "t", "h"), envelope)["To"] == "anna@xn--80a1acny.xn--p1ai"


def test_money_and_moments_are_written_as_the_reader_writes_them() -> None:
    assert money(Locale.RU)(MONEY) == "1\xa0200,00\xa0₽"
    assert money(Locale.EN)(MONEY) == "₽1,200.00"
    assert money(Locale.EN)({"amount": 1200, "currency": "JPY"}) == "¥1,200"
    assert money(Locale.EN)({"amount": 5, "currency": "USD"}) == "$0.05"
    at = "2026-12-05T23:30:00+00:00"
    assert moment(Locale.RU, "Asia/Kolkata")(at).replace("\xa0", " ") == (
        "6 декабря 2026, 05:00 (UTC+5:30)"
    )
    west = moment(Locale.EN, "America/St_Johns")(at).replace("\xa0", " ")
    assert west == "5 December 2026, 20:00 (UTC\N{MINUS SIGN}3:30)"


def test_control_characters_end_no_line() -> None:
    assert one_line(" a\r\nb\x00c\u2028d\xa0e ") == "a b c d\xa0e"


def test_reasons_are_worded_in_both_languages_or_left_out() -> None:
    assert reason(Locale.RU, "no_capacity") != reason(Locale.EN, "no_capacity") != ""
    assert reason(Locale.EN, "something_new") == ""


def test_the_email_of_a_failure_keeps_the_promise_that_orders_make() -> None:
    assert REFUND_FAILED_AFTER.days == 1


@pytest.mark.parametrize("name", sorted(notification_rules()))
def test_every_rule_has_its_texts_in_every_language(name: str) -> None:
    assert has_texts(notification_rules()[name].template)


def test_what_is_mailed_is_declared_as_such() -> None:
    mailed = {
        rule.template for rule in notification_rules().values() if Channel.EMAIL in rule.channels
    }
    assert set(EMAILS) - mailed == {"data_erased", "mail_test"}
    assert mailed <= set(EMAILS)


def test_a_rule_without_a_text_is_seen() -> None:
    assert not has_texts("never_written")
