import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.local.files import StaticFiles

PAGES = {
    "index.html": "home",
    "plans/index.html": "plans",
    "__spa-fallback.html": "panel",
    "404/index.html": "nowhere",
    "en/404/index.html": "nowhere, in English",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def publish(pages: Path, version: str, files: Mapping[str, str]) -> None:
    """Write as the renderer does."""
    folder = pages / "versions" / version
    write(folder / "site", files)
    policies = {f"/{name}": f"policy of {name}" for name in files}
    (folder / "policies.json").write_text(json.dumps(policies))
    (pages / ".next").symlink_to(Path("versions") / version)
    (pages / ".next").rename(pages / "current")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return tmp_path / "pages"


@pytest.fixture
def files(tmp_path: Path, pages: Path) -> StaticFiles:
    build = tmp_path / "build"
    write(build, {"assets/a.js": "a" * 2000, ".built": "secret", "index.html": "of the build"})
    (build / "assets/a.js.gz").write_bytes(gzip.compress(b"a" * 2000))
    (build / "assets/a.js.br").write_bytes(b"brotli")
    publish(pages, "1", PAGES)
    return StaticFiles(build, pages)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/plans", b"plans"),
        ("/plans/", b"plans"),
        ("/panel", b"panel"),
        ("/panel/services/1", b"panel"),
        ("/admin/nodes", b"panel"),
    ],
)
def test_pages_and_the_panels_fallback(files: StaticFiles, path: str, body: bytes) -> None:
    answer = files.answer("GET", path, {})
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/nope", "/panels", "/.built", "/assets/a.js.gz", "/assets/a.js.br", "/../x"]
)
def test_what_is_not_there(files: StaticFiles, path: str) -> None:
    answer = files.answer("GET", path, {})
    assert (answer.status, answer.body) == (404, b"nowhere")
    assert answer.headers["cache-control"] == "no-store"


def test_each_language_has_its_own_page_for_what_is_missing(files: StaticFiles) -> None:
    assert files.answer("GET", "/en/nope", {}).body == b"nowhere, in English"
    assert files.answer("GET", "/ennope", {}).body == b"nowhere"


def test_hashed_assets_are_kept_for_ever_and_sent_compressed(files: StaticFiles) -> None:
    answer = files.answer("GET", "/assets/a.js", {b"accept-encoding": b"gzip, zstd"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == b"a" * 2000
    assert files.answer("GET", "/assets/a.js", {}).body == b"a" * 2000


def test_brotli_is_sent_to_whoever_takes_it(files: StaticFiles) -> None:
    answer = files.answer("GET", "/assets/a.js", {b"accept-encoding": b"gzip, deflate, br"})
    assert (answer.headers["content-encoding"], answer.body) == ("br", b"brotli")


def test_an_unchanged_file_is_not_sent_again(files: StaticFiles) -> None:
    etag = files.answer("GET", "/plans", {}).headers["etag"]
    answer = files.answer("GET", "/plans", {b"if-none-match": etag.encode()})
    assert (answer.status, answer.body) == (304, b"")


def test_a_page_has_the_policy_that_was_made_with_it(files: StaticFiles) -> None:
    answer = files.answer("GET", "/plans", {})
    assert answer.headers["content-security-policy"] == "policy of plans/index.html"


def test_pages_come_from_the_renderer_only(files: StaticFiles) -> None:
    assert files.answer("GET", "/", {}).body == b"home"


def test_a_new_version_of_the_pages_is_served_at_once(files: StaticFiles, pages: Path) -> None:
    before = files.answer("GET", "/plans", {}).headers["etag"]
    publish(pages, "2", PAGES | {"plans/index.html": "plans, dearer"})
    answer = files.answer("GET", "/plans", {b"if-none-match": before.encode()})
    assert (answer.status, answer.body) == (200, b"plans, dearer")


def test_the_last_pages_stay_when_the_new_ones_cannot_be_read(
    files: StaticFiles, pages: Path
) -> None:
    (pages / ".next").symlink_to("versions/gone")
    (pages / ".next").rename(pages / "current")
    assert files.answer("GET", "/plans", {}).body == b"plans"


def test_only_reading_is_allowed(files: StaticFiles) -> None:
    assert files.answer("POST", "/", {}).status == 405
