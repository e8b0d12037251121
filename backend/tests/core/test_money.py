from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import CurrencyMismatchError, Money, included_tax, minor_digits


def test_amounts_of_two_currencies_never_meet() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1, "RUB") + Money(1, "EUR")


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 2, 1), (1, 3, 0), (2, 3, 1), (3, 3, 1), (0, 3, 0)]
)
def test_a_share_is_rounded_half_up(part: int, whole: int, expected: int) -> None:
    assert Money(1, "RUB").share(part, whole) == Money(expected, "RUB")


def test_the_tax_inside_a_gross_amount() -> None:
    assert included_tax(12_000, 2_000) == 2_000
    assert included_tax(19_000, 2_000) == 3_167
    assert included_tax(100, 0) == 0


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_tax_never_exceeds_the_amount(gross: int, rate: int) -> None:
    assert 0 <= included_tax(gross, rate) <= gross


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**9), st.integers(1, 10**9))
def test_shares_of_a_whole_leave_less_than_one_unit_over(
    amount: int, part: int, whole: int
) -> None:
    part = min(part, whole)
    both = Money(amount, "RUB").share(part, whole) + Money(amount, "RUB").share(whole - part, whole)
    assert abs(both.amount - amount) <= 1


@pytest.mark.parametrize(
    ("currency", "digits", "written"),
    [
        ("RUB", 2, "190.00"),
        ("USD", 2, "190.00"),
        ("JPY", 0, "19000"),
        ("ISK", 0, "19000"),
        ("KWD", 3, "19.000"),
        ("CLF", 4, "1.9000"),
        ("UZS", 2, "190.00"),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(
    currency: str, digits: int, written: str
) -> None:
    assert minor_digits(currency) == digits
    assert str(Money(19_000, currency).decimal()) == written


@given(st.integers(-(10**15), 10**15), st.sampled_from(["RUB", "JPY", "KWD", "CLF"]))
def test_nothing_is_lost_in_writing_an_amount(amount: int, currency: str) -> None:
    written = Decimal(str(Money(amount, currency).decimal()))
    assert int(written.scaleb(minor_digits(currency))) == amount
