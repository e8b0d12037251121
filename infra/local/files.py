"""The built panel's files, read once into memory, and what to answer for a path."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.csp import policy

_SPA_TREES = ("/panel", "/admin")
_FALLBACK = "/__spa-fallback.html"
_NOT_FOUND = "/404/index.html"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_FOR_EVER, _ASK_AGAIN, _AN_HOUR = (
    "public, max-age=31536000, immutable",
    "no-cache",
    "public, max-age=3600",
)


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class _File:
    body: bytes
    packed: bytes | None
    headers: dict[str, str] = field(default_factory=dict)


def _load(file: Path, path: str) -> _File:
    body = file.read_bytes()
    twin = file.with_name(file.name + ".gz")
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_page = kind == "text/html"
    is_text = kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
    headers = _HEADERS | {
        "content-type": kind + ("; charset=utf-8" if is_text else ""),
        "etag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "cache-control": _ASK_AGAIN if is_page else _AN_HOUR,
        "vary": "accept-encoding",
    }
    if path.startswith("/assets/"):
        headers["cache-control"] = _FOR_EVER
    if is_page:
        headers["content-security-policy"] = policy(body.decode())
    return _File(body, twin.read_bytes() if twin.exists() else None, headers)


class StaticFiles:
    """Every file of a build by its path; nothing outside can be named, so nothing leaks."""

    def __init__(self, build: Path) -> None:
        """Read all files of `build` except hidden ones and compressed twins."""
        self._files: dict[str, _File] = {}
        for file in build.rglob("*"):
            if file.is_file() and file.suffix != ".gz" and not file.name.startswith("."):
                path = "/" + file.relative_to(build).as_posix()
                self._files[path] = _load(file, path)

    def answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        """Return what to answer; `headers` are the request's, names in lower case."""
        if method not in {"GET", "HEAD"}:
            return Answer(405, _HEADERS | {"allow": "GET, HEAD"})
        file = self._find(path)
        if file is None:
            return self._missing(path, headers)
        if headers.get(b"if-none-match", b"").decode("latin-1") == file.headers["etag"]:
            return Answer(304, file.headers)
        return _whole(200, file, headers)

    def _find(self, path: str) -> _File | None:
        folder = path.rstrip("/")
        if any(folder == tree or path.startswith(tree + "/") for tree in _SPA_TREES):
            return self._files.get(_FALLBACK)
        return self._files.get(path) or self._files.get(folder + "/index.html")

    def _missing(self, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        """Answer 404 with the page of the tree's language: /en/404 for what is below /en."""
        plain = _File(b"Not found\n", None, _HEADERS | {"content-type": "text/plain"})
        own = "/" + path.split("/", 2)[1] + _NOT_FOUND
        page = self._files.get(own) or self._files.get(_NOT_FOUND) or plain
        answer = _whole(404, page, headers)
        return Answer(404, answer.headers | {"cache-control": "no-store"}, answer.body)


def _whole(status: int, file: _File, headers: Mapping[bytes, bytes]) -> Answer:
    takes_gzip = b"gzip" in headers.get(b"accept-encoding", b"")
    body, more = file.body, {}
    if takes_gzip and file.packed is not None:
        body, more = file.packed, {"content-encoding": "gzip"}
    return Answer(status, file.headers | more | {"content-length": str(len(body))}, body)
