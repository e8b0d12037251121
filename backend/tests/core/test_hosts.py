"""Host names by IDNA 2008: nothing becomes another domain on its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.hosts import InvalidHostError, ascii_url, to_ascii, to_unicode
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


def test_the_panels_own_address_is_asked_for_as_browsers_send_it() -> None:
    made = Settings(public_url="https://пример.рф:8443/x", allowed_hosts="Почта.рф")
    assert made.public_url == "https://xn--e1afmkfd.xn--p1ai:8443/x"
    assert "https://xn--e1afmkfd.xn--p1ai:8443" in made.own_origins
    assert made.further_hosts == {"xn--80a1acny.xn--p1ai"}
    assert ascii_url("http://[::1]:80/ä") == "http://[::1]:80/ä"
