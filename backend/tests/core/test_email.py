"""One form of an address, whoever typed it."""

import pytest
from pydantic import BaseModel, ValidationError

from app.core.email import (
    EmailAddress,
    InvalidEmailError,
    normalize_email,
    same_email,
    wire_email,
)


class Form(BaseModel):
    email: EmailAddress


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("user@faß.de", "user@faß.de"),
        ("user@XN--FA-HIA.de", "user@faß.de"),
        (" büro@straße.example ", "büro@straße.example"),
        ("petr@пример.рф", "petr@пример.рф"),
        ("petr@xn--e1afmkfd.xn--p1ai", "petr@пример.рф"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("x@my--shop.example.com", "x@my--shop.example.com"),
        ("Bu\u0308ro@Example.com", "Büro@example.com"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalize_email(typed) == Form(email=typed).email == kept
    assert normalize_email(kept) == kept
    assert same_email(typed.upper().replace("SS", "ß"), kept)


_NO_ADDRESSES = """@ a a@ @b.com a@b a@localhost a@x.test a@b..com a@[127.0.0.1] a@b_c.com
    a@xn--a.com"""
_LONG = (f"{'a' * 65}@{'b' * 63}.{'c' * 63}.{'d' * 63}.com", "a" * 100_000 + "@b.com")


@pytest.mark.parametrize(
    "typed",
    [*_NO_ADDRESSES.split(), "", "a b@c.com", "A <a@b.com>", "a@b.com\nBcc: c@d.com", *_LONG],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidEmailError):
        normalize_email(typed)
    with pytest.raises(ValidationError):
        Form(email=typed)


def test_different_domains_stay_different() -> None:
    assert not same_email("user@faß.de", "user@fass.de")
    assert not same_email("straße@example.com", "strasse@example.com")


def test_an_email_goes_to_the_domain_that_is_shown() -> None:
    assert wire_email("user@faß.de") == ("user", "xn--fa-hia.de")
    assert wire_email("panel@localhost") == ("panel", "localhost")


def test_the_api_says_that_it_is_an_address() -> None:
    assert Form.model_json_schema()["properties"]["email"]["format"] == "email"
