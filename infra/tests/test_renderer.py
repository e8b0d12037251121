"""The renderer as a program: a build, an API, and what the local web server then serves."""

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.local.files import StaticFiles
from infra.local.paths import RENDERER

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")

_SECONDS = 20
# As much of a built bundle as the renderer uses: a page is the site's data.
_BUNDLE = """
export const prerender = []
export const entry = { module: {
  SiteContext: 'site',
  RouterContextProvider: class { constructor(values) { this.values = values } },
  createRequestHandler: () => async (request, context) =>
    new Response('<script>1</script>' + JSON.stringify(context.values.get('site')) + request.url),
} }
"""


class FakeApi:
    """The two public documents, and the hosts that asked for them."""

    def __init__(self) -> None:
        self.products: list[dict[str, Any]] = [{"slug": "containers", "amount": 19_000}]
        self.language: str | None = None
        self.hosts: set[str | None] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api.hosts.add(self.headers["host"])
                documents: dict[str, dict[str, Any]] = {
                    "/api/v1/public/catalog": {"products": api.products}
                }
                if api.language:
                    documents["/api/v1/public/config"] = {"language": api.language}
                known = self.path in documents
                body = json.dumps(documents[self.path]).encode() if known else b""
                self.send_response(200 if known else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def api() -> Iterator[FakeApi]:
    fake = FakeApi()
    yield fake
    fake.server.shutdown()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    (folder / "client/.vite").mkdir(parents=True)
    (folder / "client/.vite/manifest.json").write_text("{}")
    (folder / "client/__spa-fallback.html").write_text("<script>2</script>panel")
    (folder / "server").mkdir()
    (folder / "server/package.json").write_text('{"type": "module"}')
    (folder / "server/index.js").write_text(_BUNDLE)
    return folder


@pytest.fixture
def site(tmp_path: Path, build: Path, api: FakeApi) -> Iterator[StaticFiles]:
    out = tmp_path / "pages"
    env = {
        "PATH": os.environ["PATH"],
        "PUBLIC_URL": "https://Panel.Example.com:443/",
        "API_UPSTREAM": api.address,
        "PAGES_POLL_SECONDS": "1",
    }
    command = ["node", str(RENDERER), "--build", str(build), "--out", str(out)]
    with subprocess.Popen(command, env=env) as program:
        until((out / "ready").exists)
        yield StaticFiles(build / "client", out)
        program.terminate()
        assert program.wait(_SECONDS) == 0


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def shown(site: StaticFiles, path: str) -> str:
    return site.answer("GET", path, {}).body.decode()


def test_a_changed_price_appears_without_a_build(site: StaticFiles, api: FakeApi) -> None:
    assert '"amount":19000' in shown(site, "/plans")
    api.products = [{"slug": "containers", "amount": 29_000}]
    until(lambda: '"amount":29000' in shown(site, "/plans"))
    until(lambda: '"amount":29000' in shown(site, "/en"))


def test_a_changed_language_appears_where_the_address_names_none(
    site: StaticFiles, api: FakeApi
) -> None:
    pages = ("", "plans", "docs", "sign-in")
    assert all(shown(site, f"/{page}") == shown(site, f"/ru/{page}") for page in pages)
    api.language = "en"
    until(lambda: shown(site, "/") == shown(site, "/en"))
    assert all(shown(site, f"/{page}") == shown(site, f"/en/{page}") for page in pages)
    assert shown(site, "/ru/plans") != shown(site, "/plans")
    assert shown(site, "/nope") == shown(site, "/en/404")


def test_the_last_pages_stay_while_the_api_is_away(site: StaticFiles, api: FakeApi) -> None:
    api.server.shutdown()
    api.server.server_close()
    assert '"amount":19000' in shown(site, "/plans")


def test_the_address_is_read_at_run_time(site: StaticFiles, api: FakeApi) -> None:
    assert '"origin":"https://panel.example.com"' in shown(site, "/")
    assert "<loc>https://panel.example.com/en/plans</loc>" in shown(site, "/sitemap.xml")
    assert "Sitemap: https://panel.example.com/sitemap.xml" in shown(site, "/robots.txt")
    assert api.hosts == {"panel.example.com"}


@pytest.mark.parametrize("path", ["/", "/sign-in", "/panel/services"])
def test_every_page_has_a_policy_of_digests(site: StaticFiles, path: str) -> None:
    policy = site.answer("GET", path, {}).headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy
