"""A time as the person at this machine writes it."""

from datetime import UTC, datetime, tzinfo

from sandbox.page.language import Language

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(at: datetime, language: Language, zone: tzinfo | None = None) -> str:
    """Return `22.11.2026 15:04` in ru, `22 Nov 2026, 15:04` in en; the machine's zone by default.

    The zone's name follows where it is UTC, since a reader would take it for their own.
    """
    local = at.astimezone(zone)
    date = f"{local.day} {MONTHS[local.month - 1]} {local.year}, "
    if language == "ru":
        date = f"{local:%d.%m.%Y} "
    suffix = " UTC" if local.utcoffset() == UTC.utcoffset(None) else ""
    return f"{date}{local:%H:%M}{suffix}"
