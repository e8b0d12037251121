"""The contract of `Store`, asked of every implementation alike."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import ConflictError, InvalidError, NotFoundError
from tests.dao.stores import STORES, Kept, Place


@pytest.fixture(params=STORES)
async def kept(
    request: pytest.FixtureRequest, session: AsyncSession, place: Place
) -> AsyncIterator[Kept]:
    async with STORES[request.param](session, place) as made:
        yield made


async def test_what_is_added_is_found_as_it_was(kept: Kept) -> None:
    item = kept.make("one")
    assert await kept.store.find(kept.key(item)) is None
    added = await kept.store.add(item)
    found = await kept.store.get(kept.key(added))
    assert (kept.key(found), await kept.body(found)) == (kept.key(added), "one")


async def test_what_is_not_there_is_not_found(kept: Kept) -> None:
    missing = kept.key(kept.make("never added"))
    with pytest.raises(NotFoundError):
        await kept.store.get(missing)
    with pytest.raises(NotFoundError):
        await kept.store.patch(missing, kept.changes("other"))
    await kept.store.remove(missing)


async def test_a_change_is_returned_and_kept(kept: Kept) -> None:
    key = kept.key(await kept.store.add(kept.make("one")))
    changed = await kept.store.patch(key, kept.changes("two"))
    assert await kept.body(changed) == "two"
    assert await kept.body(await kept.store.get(key)) == "two"


async def test_what_is_removed_is_gone(kept: Kept) -> None:
    key = kept.key(await kept.store.add(kept.make("one")))
    await kept.store.remove(key)
    await kept.store.remove(key)
    assert await kept.store.find(key) is None


async def test_pages_hold_everything_once_in_the_order_of_keys(kept: Kept) -> None:
    added = [kept.key(await kept.store.add(kept.make(str(number)))) for number in range(7)]
    first = await kept.store.page(limit=3)
    second = await kept.store.page(first.next_cursor, limit=3)
    third = await kept.store.page(second.next_cursor, limit=3)
    listed = [kept.key(item) for page in (first, second, third) for item in page.items]
    assert listed == sorted(added)
    assert (len(first.items), len(third.items), third.next_cursor) == (3, 1, None)


async def test_what_changes_between_pages_moves_nothing_else(kept: Kept) -> None:
    keys = sorted([kept.key(await kept.store.add(kept.make(str(n)))) for n in range(4)])
    first = await kept.store.page(limit=2)
    await kept.store.remove(keys[0])
    second = await kept.store.page(first.next_cursor, limit=2)
    assert [kept.key(item) for item in second.items] == keys[2:]


async def test_an_exactly_full_page_is_the_last(kept: Kept) -> None:
    for number in range(2):
        await kept.store.add(kept.make(str(number)))
    page = await kept.store.page(limit=2)
    assert (len(page.items), page.next_cursor) == (2, None)
    assert sorted([await kept.body(item) async for item in kept.store.walk(limit=1)]) == ["0", "1"]


async def test_an_empty_store_has_an_empty_page(kept: Kept) -> None:
    page = await kept.store.page()
    assert (list(page.items), page.next_cursor) == ([], None)


async def test_a_cursor_that_no_page_gave_is_refused(kept: Kept) -> None:
    with pytest.raises(InvalidError):
        await kept.store.page("made up")


async def test_a_key_is_kept_once(kept: Kept) -> None:
    item = await kept.store.add(kept.make("one"))
    with pytest.raises(ConflictError):
        await kept.store.add(kept.twin(item))
