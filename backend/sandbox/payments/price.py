"""How an amount is written for a person."""

from sandbox.page.language import Language

SYMBOLS = {"RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸"}
WHOLE = {"JPY", "KRW", "VND", "CLP", "ISK"}
NO_BREAK = "\u00a0"


def price(amount: int, currency: str, language: Language) -> str:
    """Return minor units as `1 490 ₽` in ru or `₽1,490` in en; cents only where there are any."""
    whole, cents = (amount, 0) if currency in WHOLE else divmod(amount, 100)
    number = f"{whole:,}" + (f".{cents:02}" if cents else "")
    symbol = SYMBOLS.get(currency)
    if language == "ru":
        number = number.translate({ord(","): NO_BREAK, ord("."): ","})
        return f"{number}{NO_BREAK}{symbol or currency}"
    return f"{symbol}{number}" if symbol else f"{currency}{NO_BREAK}{number}"
