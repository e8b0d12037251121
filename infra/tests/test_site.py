import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from infra.local.compress import compress
from infra.local.files import StaticFiles

SCRIPT = "window.started = 1"


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    pages = {
        "index.html": f"<script>{SCRIPT}</script><script src='/assets/a.js'></script>",
        "plans/index.html": "plans",
        "__spa-fallback.html": "panel",
        "404/index.html": "nowhere",
        "en/404/index.html": "nowhere, in English",
        "assets/a.js": "a" * 2000,
        ".built": "secret",
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    compress(tmp_path)
    return StaticFiles(tmp_path)


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


@pytest.mark.parametrize("path", ["/nope", "/panels", "/.built", "/assets/a.js.gz", "/../x"])
def test_what_is_not_there(files: StaticFiles, path: str) -> None:
    answer = files.answer("GET", path, {})
    assert (answer.status, answer.body) == (404, b"nowhere")
    assert answer.headers["cache-control"] == "no-store"


def test_each_language_has_its_own_page_for_what_is_missing(files: StaticFiles) -> None:
    assert files.answer("GET", "/en/nope", {}).body == b"nowhere, in English"
    assert files.answer("GET", "/ennope", {}).body == b"nowhere"


def test_hashed_assets_are_kept_for_ever_and_sent_compressed(files: StaticFiles) -> None:
    answer = files.answer("GET", "/assets/a.js", {b"accept-encoding": b"br, gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == b"a" * 2000
    assert files.answer("GET", "/assets/a.js", {}).body == b"a" * 2000


def test_an_unchanged_file_is_not_sent_again(files: StaticFiles) -> None:
    etag = files.answer("GET", "/plans", {}).headers["etag"]
    answer = files.answer("GET", "/plans", {b"if-none-match": etag.encode()})
    assert (answer.status, answer.body) == (304, b"")


def test_the_policy_allows_the_pages_own_inline_script_only(files: StaticFiles) -> None:
    policy = files.answer("GET", "/", {}).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy


def test_only_reading_is_allowed(files: StaticFiles) -> None:
    assert files.answer("POST", "/", {}).status == 405
