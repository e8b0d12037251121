"""Files on their way out: as attachments, never sniffed, whole or in part (RFC 9110, 14)."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.web.head import is_head

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")
_PARTIAL, _NOT_MODIFIED, _UNSATISFIABLE = 206, 304, 416


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is sent, and what the browser calls it; `digest` makes it resumable and cacheable."""

    filename: str
    size: int
    media_type: str
    stream: Callable[[int, int | None], AsyncIterator[bytes]]
    digest: str | None = None
    cache_control: str = "no-store"

    def headers(self) -> dict[str, str]:
        """Return what every answer about it says."""
        # Browsers draw nothing of an attachment; a sandbox is for the one that does all the same.
        policy = "default-src 'none'; sandbox; frame-ancestors 'none'"
        quoted = quote(self.filename, safe="")
        plain = quoted == self.filename
        name = f'filename="{quoted}"' if plain else f"filename*=UTF-8''{quoted}"
        headers = {
            "accept-ranges": "bytes",
            "cache-control": self.cache_control,
            "content-disposition": f"attachment; {name}",
            "content-security-policy": policy,
        }
        return headers | ({"etag": f'"{self.digest}"'} if self.digest else {})


def send(request: Request, attachment: Attachment) -> Response:
    """Answer with the file, the part that was asked for, 304, or 416."""
    headers = attachment.headers()
    etag = headers.get("etag")
    if etag and request.headers.get("if-none-match") == etag:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    wanted = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        wanted = ""
    match = _RANGE.fullmatch(wanted)
    if match is None or not (match["first"] or match["last"]):
        return _streamed(request, attachment, headers, 0, attachment.size, 200)
    start, end = _bounds(match["first"], match["last"], attachment.size)
    if start >= end:
        headers["content-range"] = f"bytes */{attachment.size}"
        return Response(status_code=_UNSATISFIABLE, headers=headers)
    headers["content-range"] = f"bytes {start}-{end - 1}/{attachment.size}"
    return _streamed(request, attachment, headers, start, end, _PARTIAL)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return start and end (not included) of what `first-last` asks for, within the file."""
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _streamed(
    request: Request,
    attachment: Attachment,
    headers: dict[str, str],
    start: int,
    end: int,
    status: int,
) -> Response:
    headers["content-length"] = str(end - start)
    if is_head(request.scope):
        return Response(status_code=status, headers=headers, media_type=attachment.media_type)
    return StreamingResponse(
        attachment.stream(start, end), status, headers, media_type=attachment.media_type
    )
