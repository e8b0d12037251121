"""Host names by IDNA 2008: nothing becomes another domain on its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.core.hosts import HostOrAddress, InvalidHostError, to_ascii, to_unicode, web_origin
from app.core.settings import Settings


@pytest.mark.parametrize(
    ("typed", "wire", "shown"),
    [
        ("faß.de", "xn--fa-hia.de", "faß.de"),
        ("FAß.de", "xn--fa-hia.de", "faß.de"),
        ("xn--fa-hia.de", "xn--fa-hia.de", "faß.de"),
        ("fass.de", "fass.de", "fass.de"),
        ("straße.example", "xn--strae-oqa.example", "straße.example"),
        ("βόλος.com", "xn--nxasmm1c.com", "βόλος.com"),
        ("ПРИМЕР.РФ", "xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("пример。рф", "xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("Example.COM.", "example.com", "example.com"),
        ("r3---sn.example.com", "r3---sn.example.com", "r3---sn.example.com"),
        ("bu\u0308cher.de", "xn--bcher-kva.de", "bücher.de"),
    ],
)
def test_a_name_has_one_form_for_the_wire_and_one_to_show(
    typed: str, wire: str, shown: str
) -> None:
    assert (to_ascii(typed), to_unicode(typed)) == (wire, shown)
    assert (to_ascii(shown), to_unicode(wire)) == (wire, shown)


_NO_NAMES = """a..b -a.com a-.com a_b.com xn--a.com xn--.com xn--fass-.de a/b ☃.com ."""


@pytest.mark.parametrize(
    "name",
    [*_NO_NAMES.split(), "", "a b.com", "a\r\nb.com", "x" * 64 + ".com", "a.".join(["x" * 60] * 5)],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidHostError):
        to_ascii(name)


@given(st.text(max_size=40))
def test_no_text_becomes_two_names(text: str) -> None:
    try:
        wire = to_ascii(text)
    except InvalidHostError:
        return
    assert wire.isascii()
    assert to_ascii(wire) == wire == to_ascii(to_unicode(wire))


@pytest.mark.parametrize(
    "said",
    [
        "https://пример.рф",
        "https://ПРИМЕР.РФ/",
        "HTTPS://XN--E1AFMKFD.xn--p1ai:443",
        " https://xn--e1afmkfd.xn--p1ai:443/ ",
    ],
)
def test_an_origin_is_what_browsers_send(said: str) -> None:
    made = Settings(public_url=said, allowed_origins=f"{said},http://Ä.example:80")
    assert made.public_url == "https://xn--e1afmkfd.xn--p1ai"
    assert made.own_origins == {made.public_url, "http://xn--4ca.example"}


def test_ports_and_addresses_of_their_own_stay() -> None:
    assert web_origin("http://[::1]:80/") == "http://[::1]"
    assert web_origin("http://[0:0::1]:8080") == "http://[::1]:8080"
    assert web_origin("https://127.0.0.1:80") == "https://127.0.0.1:80"


def test_further_hosts_have_one_form() -> None:
    made = Settings(allowed_hosts="Почта.рф, [::1], 10.0.0.1")
    assert made.further_hosts == {"xn--80a1acny.xn--p1ai", "::1", "10.0.0.1"}


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("::1", "::1"), ("ПРИМЕР.РФ", "xn--e1afmkfd.xn--p1ai")]
)
def test_a_place_is_a_name_an_address_or_nothing(typed: str, kept: str) -> None:
    assert TypeAdapter(HostOrAddress).validate_python(typed) == kept
