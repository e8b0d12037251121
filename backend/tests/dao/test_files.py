import asyncio
from pathlib import Path

import pytest

from app.core.errors import ConflictError, NotFoundError
from app.dao.files import FileStore, StoredFile, new_name


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_what_is_kept_is_found_changed_and_removed(tmp_path: Path) -> None:
    store, name = FileStore(tmp_path / "made" / "later"), new_name()
    assert await store.find(name) is None
    await store.add(StoredFile(name, b"one"))
    assert (await store.get(name)).content == b"one"
    await store.patch(name, {"content": b"two"})
    assert (await store.get(name)).content == b"two"
    assert len(_files(tmp_path)) == 1
    await store.remove(name)
    await store.remove(name)
    assert _files(tmp_path) == []
    with pytest.raises(NotFoundError):
        await store.get(name)
    with pytest.raises(NotFoundError):
        await store.patch(name, {"content": b"three"})


async def test_a_taken_name_keeps_its_content(tmp_path: Path) -> None:
    store, name = FileStore(tmp_path), new_name()
    adding = (store.add(StoredFile(name, str(n).encode())) for n in range(20))
    outcomes = await asyncio.gather(*adding, return_exceptions=True)
    kept = [one for one in outcomes if isinstance(one, StoredFile)]
    assert len(kept) == 1
    assert sum(isinstance(one, ConflictError) for one in outcomes) == 19
    assert await store.get(name) == kept[0]
    assert len(_files(tmp_path)) == 1


@pytest.mark.parametrize(
    "name", ["", "..", "../secret", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "a/" * 16]
)
async def test_no_name_leads_out_of_the_directory(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    store = FileStore(tmp_path / "files")
    assert await store.find(name) is None
    await store.remove(name)
    with pytest.raises(ConflictError):
        await store.add(StoredFile(name, b"x"))
    assert (tmp_path / "secret").read_bytes() == b"secret"
    assert len(_files(tmp_path)) == 1


async def test_a_write_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr("app.dao.files.os.fsync", full)
    store, name = FileStore(tmp_path), new_name()
    with pytest.raises(OSError, match=r"^$"):
        await store.add(StoredFile(name, b"half"))
    assert _files(tmp_path) == []
    assert await store.find(name) is None
