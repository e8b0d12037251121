"""An owner at the page of the brand, and a folder for logos."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.core.settings import Settings
from app.dao import blobs
from tests.features.settings.conftest import owner as owner  # noqa: PLC0414  a fixture


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files lie."""
    settings = Settings(files_dir=tmp_path)
    monkeypatch.setattr(blobs, "get_settings", lambda: settings)
    return tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (960, 200), color: str = "red") -> bytes:
    """Return a picture of one colour."""
    written = BytesIO()
    Image.new("RGB", size, color).save(written, kind)
    return written.getvalue()


def files_in(folder: Path) -> list[Path]:
    """Return what is kept."""
    return [path for path in folder.rglob("*") if path.is_file()]
