"""The images' programs, and that building and running mean the same images."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from app.features.deployments.providers.images import IMAGES
from sandbox.process.programs import PROGRAMS, program_of
from sandbox.process.programs.python_web import Visits
from sandbox.process.programs.static_site import Server

_ROOT = Path(__file__).parents[4]


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_DIR", str(folder))
        server = Server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _get(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310  our own http address
            return answer.status, answer.headers["Content-Security-Policy"]
    except HTTPError as error:
        return error.code, ""


def test_a_site_shows_its_files_and_nothing_else(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "empty").mkdir(parents=True)
    (site / "index.html").write_text("<h1>site</h1>")
    (site / ".secret").write_text("no")
    (tmp_path / "outside").write_text("no")
    (site / "link").symlink_to(tmp_path / "outside")
    with _serving(site) as address:
        assert _get(f"{address}/") == (
            200,
            "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
        )
        for path in ("/.secret", "/link", "/../outside", "/%2e%2e/outside", "/empty/", "/none"):
            assert _get(f"{address}{path}")[0] == 404, path


def test_visits_survive_and_a_broken_count_starts_again(tmp_path: Path) -> None:
    assert [Visits(tmp_path / "visits").add() for _ in range(3)] == [1, 2, 3]
    (tmp_path / "visits").write_text("not a number")
    assert Visits(tmp_path / "visits").add() == 1


def test_every_image_has_a_program_here() -> None:
    assert {slug for slug in IMAGES if program_of(slug).exists()} == set(IMAGES) == set(PROGRAMS)


@pytest.mark.parametrize("slug", IMAGES)
def test_what_is_built_is_what_is_run(slug: str) -> None:
    assert (
        f'reference="{IMAGES[slug].reference}"' in (_ROOT / "infra/images/recipes.py").read_text()
    )
