"""How an e-mail writes money and moments: in the reader's language and time zone."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.locale import Locale
from app.core.money import Money, minor_digits

_CONTROL = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
_MINUTES_AN_HOUR = 60
_SECONDS_A_MINUTE = 60


def one_line(value: str) -> str:
    """Return text that people typed as one line: no header and no paragraph begins in it."""
    return re.sub(_CONTROL, lambda found: found[0] if found[0] == "\xa0" else " ", value).strip()


def money(locale: Locale) -> Callable[[Mapping[str, object]], str]:
    """Return a filter that writes `{amount, currency}`: 1 490,00 ₽ or ₽1,490.00."""

    def written(value: Mapping[str, object]) -> str:
        from babel.numbers import format_decimal, get_currency_symbol  # noqa: PLC0415  heavy, and not needed to start

        currency = str(value["currency"])
        digits = minor_digits(currency)
        amount = Money(int(str(value["amount"])), currency).decimal()
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        number = format_decimal(amount, format=pattern, locale=locale.value)
        symbol = get_currency_symbol(currency, Locale.RU.value)
        return f"{number}\xa0{symbol}" if locale is Locale.RU else f"{symbol}{number}"

    return written


def moment(locale: Locale, time_zone: str) -> Callable[[str], str]:
    """Return a filter that writes an RFC 3339 moment: 5 декабря 2026, 14:30 (UTC+3).

    It breaks between date and time only.
    """
    zone = ZoneInfo(time_zone)

    def written(value: str) -> str:
        from babel.dates import format_datetime  # noqa: PLC0415  heavy, and not needed to start

        at = datetime.fromisoformat(value).astimezone(zone)
        text: str = format_datetime(at, "d MMMM yyyy, HH:mm", tzinfo=zone, locale=locale.value)
        return f"{text} ({_offset(at)})".replace(" ", "\xa0").replace(",\xa0", ", ")

    return written


def _offset(at: datetime) -> str:
    delta = at.utcoffset()
    minutes = int(delta.total_seconds()) // _SECONDS_A_MINUTE if delta else 0
    hours, rest = divmod(abs(minutes), _MINUTES_AN_HOUR)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")  # noqa: RUF001  a minus sign
