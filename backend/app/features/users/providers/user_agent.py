"""What browser and system a User-Agent header speaks of: enough to recognise one's own device."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["desktop", "mobile", "tablet", "program", "unknown"]

_BROWSERS = (
    ("Yandex Browser", r"YaBrowser/([0-9]+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/([0-9]+)"),
    ("Opera", r"OP(?:R|T|iOS)/([0-9]+)"),
    ("Samsung Internet", r"SamsungBrowser/([0-9]+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/([0-9]+)"),
    ("Chrome", r"(?:HeadlessChrome|Chrome|CriOS)/([0-9]+)"),
    ("Safari", r"Version/([0-9]+)[0-9.]* .*Safari/"),
)
_SYSTEMS = (
    ("iPadOS", r"iPad"),
    ("iOS", r"iPhone|iPod"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)
_BOTS = (
    ("Googlebot", r"Googlebot"),
    ("Bingbot", r"bingbot"),
    ("Yandex bot", r"Yandex(?:Bot|Images|Metrika|Direct)"),
    ("Applebot", r"Applebot"),
    ("DuckDuckBot", r"DuckDuckBot"),
    ("GPTBot", r"GPTBot"),
    ("ClaudeBot", r"ClaudeBot"),
    ("Bot", r"(?i)\b\w*(?:bot|crawler|spider)\b"),
)
_CLIENTS = {
    "go-http-client": "Go",
    "python-requests": "Python Requests",
    "python-httpx": "Python HTTPX",
    "aiohttp": "Python aiohttp",
    "python-urllib": "Python urllib",
    "postmanruntime": "Postman",
    "insomnia": "Insomnia",
    "okhttp": "OkHttp",
    "axios": "Axios",
    "guzzlehttp": "Guzzle",
    "wget": "Wget",
    "hostwright": "Hostwright command line",
}
_PROGRAM = re.compile(r"^([A-Za-z][A-Za-z0-9_.-]{1,30})/[0-9]")


@dataclass(frozen=True, slots=True)
class Agent:
    """A browser with its main version, or a program's name; the system; and what it runs on."""

    browser: str | None
    os: str | None
    kind: Kind


def parse_user_agent(header: str) -> Agent:
    """Return what the header says; it is the sender's word and proves nothing."""
    bot = _first(_BOTS, header)
    if bot:
        return Agent(bot, None, "program")
    browser = _browser(header)
    system = _first(_SYSTEMS, header)
    program = None if header.startswith("Mozilla/") else _PROGRAM.match(header)
    if program:
        return Agent(_CLIENTS.get(program[1].lower(), program[1]), system, "program")
    return Agent(browser, system, _kind(header, system))


def _first(marks: Sequence[tuple[str, str]], header: str) -> str | None:
    return next((name for name, mark in marks if re.search(mark, header)), None)


def _browser(header: str) -> str | None:
    for name, mark in _BROWSERS:
        found = re.search(mark, header)
        if found:
            return f"{name} {found[1]}"
    return None


def _kind(header: str, system: str | None) -> Kind:
    if system is None:
        return "unknown"
    if system == "iPadOS" or (system == "Android" and "Mobile" not in header):
        return "tablet"
    return "mobile" if system in {"iOS", "Android"} else "desktop"
