from pathlib import Path

import maxminddb
import pytest

from app.core.locale import Locale
from app.core.settings import Settings
from app.features.users.providers import geoip
from app.features.users.providers.user_agent import Agent, parse_user_agent

MOSCOW = {
    "city": {"names": {"ru": "Москва", "en": "Moscow"}},
    "country": {"names": {"ru": "Россия", "en": "Russia"}},
}


class Book:
    """What a GeoIP file answers, kept by address."""

    def get(self, ip: str) -> object:
        if ip == "broken":
            raise ValueError
        return {"192.0.2.1": MOSCOW, "192.0.2.2": {"country": {"names": {"en": "Malta"}}}}.get(
            ip, "no record" if ip == "192.0.2.3" else None
        )


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> None:
    geoip._reader.cache_clear()
    monkeypatch.setattr(geoip, "get_settings", lambda: Settings(geoip_database=Path("x.mmdb")))
    monkeypatch.setattr(maxminddb, "open_database", lambda _file: Book())


@pytest.mark.parametrize(
    ("ip", "locale", "place"),
    [
        ("192.0.2.1", Locale.RU, "Москва, Россия"),
        ("192.0.2.1", Locale.EN, "Moscow, Russia"),
        ("192.0.2.2", Locale.RU, "Malta"),
        ("192.0.2.3", Locale.EN, None),
        ("192.0.2.4", Locale.EN, None),
        ("broken", Locale.EN, None),
    ],
)
@pytest.mark.usefixtures("book")
def test_a_place_is_named_in_the_readers_language(
    ip: str, locale: Locale, place: str | None
) -> None:
    assert geoip.location_of(ip, locale) == place


def test_without_a_database_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoip, "get_settings", Settings)
    assert geoip.location_of("192.0.2.1", Locale.EN) is None


def test_a_database_that_cannot_be_read_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    geoip._reader.cache_clear()
    for name, content in {"missing.mmdb": None, "garbage.mmdb": b"garbage"}.items():
        file = tmp_path / name
        if content:
            file.write_bytes(content)
        settings = Settings(geoip_database=file)
        monkeypatch.setattr(geoip, "get_settings", lambda found=settings: found)
        assert geoip.location_of("192.0.2.1", Locale.EN) is None


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", ""),
    ],
)
def test_what_is_near_an_address(ip: str, network: str) -> None:
    assert geoip.network_of(ip) == network


@pytest.mark.parametrize(
    ("header", "agent"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            Agent("Firefox 140", "Windows", "desktop"),
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
                " Gecko) Version/18.1 Safari/605.1.15"
            ),
            Agent("Safari 18", "macOS", "desktop"),
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
                " (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
            ),
            Agent("Safari 18", "iOS", "mobile"),
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/138.0.0.0 Safari/537.36"
            ),
            Agent("Chrome 138", "Android", "tablet"),
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/138.0.0.0 YaBrowser/25.6.0 Mobile Safari/537.36"
            ),
            Agent("Yandex Browser 25", "Android", "mobile"),
        ),
        (
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"
            ),
            Agent("Edge 138", "Linux", "desktop"),
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit",
            Agent(None, "iPadOS", "tablet"),
        ),
        ("curl/8.5.0", Agent("curl", None, "program")),
        ("hostwright-cli/1.0 (Linux)", Agent("hostwright-cli", "Linux", "program")),
        ("Go-http-client/2.0", Agent("Go", None, "program")),
        ("PostmanRuntime/7.44.0", Agent("Postman", None, "program")),
        (
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            Agent("Googlebot", None, "program"),
        ),
        (
            "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
            Agent("Bot", None, "program"),
        ),
        ("", Agent(None, None, "unknown")),
        ("<script>alert(1)</script>", Agent(None, None, "unknown")),
    ],
)
def test_a_device_is_recognised(header: str, agent: Agent) -> None:
    assert parse_user_agent(header) == agent
