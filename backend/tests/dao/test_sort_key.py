"""Names sort as people expect in both languages, whatever the database's collation is."""

import pytest
from sqlalchemy import String, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.dao.keyset import by_name

_ENGLISH = ["alpha", "Äpfel", "Beta", "émile", "Emily", "naïve", "Zebra", "zoo"]
_RUSSIAN = ["Алексей", "борис", "Егор", "Ёжик", "елена", "ёлка", "Жанна", "Игорь", "Йод", "яна"]  # noqa: RUF001  Russian


@pytest.mark.parametrize(
    "names",
    [_ENGLISH, _RUSSIAN, ["17 Ltd", "Acme", "zeta", "Анна", "яна"]],
)
async def test_names_come_in_the_order_of_the_alphabet(
    session: AsyncSession, names: list[str]
) -> None:
    name = func.unnest(bindparam("names", names[::-1], ARRAY(String))).column_valued("name")
    found = await session.scalars(select(name).order_by(by_name(name)))
    assert list(found) == names


@pytest.mark.parametrize("same", [("Ёлка", "елка"), ("José", "jose"), ("ЖАННА", "жанна")])
async def test_case_and_accents_do_not_part_names(
    session: AsyncSession, same: tuple[str, str]
) -> None:
    first, second = (func.sort_key(name) for name in same)
    assert await session.scalar(select(first == second))


async def test_short_i_is_a_letter_of_its_own(session: AsyncSession) -> None:
    assert await session.scalar(select(func.sort_key("й") != func.sort_key("и")))
