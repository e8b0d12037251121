"""Pictures re-encoded: no metadata, and no second file hidden behind the picture."""

import asyncio
from io import BytesIO

from app.features.files.errors import ImageInvalidError

PICTURE_TYPE = "image/webp"
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 40_000_000


async def redraw_square(content: bytes, side: int) -> bytes:
    """Return the picture as a square WebP, upright; raises ImageInvalidError. Off the loop."""
    return await asyncio.to_thread(_redrawn, content, side)


def _redrawn(content: bytes, side: int) -> bytes:
    """Refuse before decoding what is too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  only uploads need it

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise ImageInvalidError
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            drawn = ImageOps.fit(upright.convert(mode), (side, side))
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,  # Pillow's word for a broken chunk
    ) as flaw:
        raise ImageInvalidError from flaw
    written = BytesIO()
    drawn.save(written, "WEBP", quality=85, method=4)
    return written.getvalue()
