"""Which of the two languages a reader gets, and the words in it."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

from starlette.requests import Request

Language = Literal["ru", "en"]


def language_of(request: Request) -> Language:
    """Return `?lang=` when it is one of ours, else the best match of Accept-Language, else en."""
    asked = named(request.query_params.get("lang", ""))
    return asked or _accepted(request.headers.get("accept-language", "")) or "en"


def words(folder: Path) -> dict[Language, SimpleNamespace]:
    """Return the words in `ru.json` and `en.json` of `folder`; raises KeyError if they differ."""
    ru, en = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("ru", "en"))
    if ru.keys() != en.keys():
        raise KeyError(*sorted(ru.keys() ^ en.keys()))
    return {"ru": SimpleNamespace(**ru), "en": SimpleNamespace(**en)}


def named(tag: str) -> Language | None:
    """Return the language a tag such as `ru-RU` stands for, or None when it is not ours."""
    match tag.strip().lower().split("-")[0]:
        case "ru":
            return "ru"
        case "en":
            return "en"
    return None


def _accepted(header: str) -> Language | None:
    """Pick the heaviest tag of an Accept-Language header that is ours; the first wins a draw."""
    choices = [choice for part in header.split(",")[:20] if (choice := _weighed(part))]
    return max(choices, key=lambda choice: choice[0])[1] if choices else None


def _weighed(part: str) -> tuple[float, Language] | None:
    tag, _, weight = part.partition(";q=")
    language = named(tag)
    try:
        heaviness = float(weight) if weight else 1.0
    except ValueError:
        return None
    return (heaviness, language) if language and heaviness > 0 else None
