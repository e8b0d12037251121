"""Pictures re-encoded: no metadata, and no second file hidden behind the picture."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from app.features.files.errors import ImageInvalidError

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_TYPE = "image/webp"
LOGO_TYPE = "image/png"
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew; width and height in pixels."""

    content: bytes
    width: int
    height: int


async def redraw_square(content: bytes, side: int) -> bytes:
    """Return the picture as a square WebP, upright; raises ImageInvalidError. Off the loop."""
    return await asyncio.to_thread(_square, content, side)


async def redraw_within(content: bytes, most: tuple[int, int]) -> Picture:
    """Return the picture as a PNG of at most this width and height, as mail programs show it.

    Its proportions stay, a small one is not made larger. Raises ImageInvalidError. Off the loop.
    """
    return await asyncio.to_thread(_within, content, most)


def _square(content: bytes, side: int) -> bytes:
    from PIL import ImageOps  # noqa: PLC0415  only uploads need it

    with _upright(content) as picture:
        drawn = ImageOps.fit(picture, (side, side))
    written = BytesIO()
    drawn.save(written, "WEBP", quality=85, method=4)
    return written.getvalue()


def _within(content: bytes, most: tuple[int, int]) -> Picture:
    with _upright(content) as picture:
        picture.thumbnail(most)
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), picture.width, picture.height)


@contextmanager
def _upright(content: bytes) -> "Iterator[Image]":
    """Decode pixels only; refuse before decoding what is too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  only uploads need it

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise ImageInvalidError
            upright = ImageOps.exif_transpose(opened)
            bare = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            bare.info.clear()
            yield bare
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,  # Pillow's word for a broken chunk
    ) as flaw:
        raise ImageInvalidError from flaw
