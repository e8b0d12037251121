"""Money: an integer of minor units with its ISO 4217 currency. Never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["RUB"])]


# ISO 4217 (2024-06-25), column "Mnr unt": whatever is not listed here has two digits.
_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency's amounts are written with: 2 for RUB, 0 for JPY."""
    return _DIGITS.get(currency, 2)


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies met in one sum."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (kopecks, cents) of `currency`."""

    amount: int
    currency: str

    def _same(self, other: Self) -> None:
        if self.currency != other.currency:
            message = f"{self.currency} and {other.currency} cannot be combined"
            raise CurrencyMismatchError(message)

    def __add__(self, other: Self) -> "Money":
        """Add two amounts of one currency."""
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Self) -> "Money":
        """Subtract an amount of the same currency."""
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        """Return the amount with its sign turned."""
        return Money(-self.amount, self.currency)

    def decimal(self) -> Decimal:
        """Return the amount in whole units, with the currency's decimals: 190.00, or 190 of JPY."""
        return Decimal(self.amount).scaleb(-minor_digits(self.currency))

    def share(self, part: int, whole: int) -> "Money":
        """Return `part/whole` of the amount, rounded half up: proration by seconds."""
        return Money(rounded(Decimal(self.amount) * part / whole), self.currency)


class MoneyRead(BaseModel):
    """Money as the API reads and writes it: minor units and an ISO 4217 code."""

    model_config = ConfigDict(extra="forbid")

    amount: int = Field(
        description="Minor units, by the currency's ISO 4217 digits: 19000 RUB is 190.00",
        examples=[19000],
    )
    currency: Currency


def rounded(value: Decimal) -> int:
    """Round half up to whole minor units (the rule of an invoice line)."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def included_tax(gross: int, basis_points: int) -> int:
    """Return the tax inside a gross amount; the rate is in 1/100 of a percent (2000 = 20 %)."""
    return rounded(Decimal(gross) * basis_points / (10_000 + basis_points))
