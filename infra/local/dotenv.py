"""Reading `.env`: NAME=value lines, as docker compose reads them."""

from pathlib import Path


def _value(text: str) -> str:
    """Take quotes off, or a comment after a blank where there are none."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text.split(" #", 1)[0].rstrip()


def read(file: Path) -> dict[str, str]:
    """Return the variables of the file; none when it is not there."""
    if not file.exists():
        return {}
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.isidentifier() and _value(value):
            found[name] = _value(value)
    return found
