"""The panel's files in memory, built once or rendered anew, and what to answer for a path."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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


_TWINS = {".br": "br", ".gz": "gzip"}
"""Endings of compressed twins by their content coding, the smallest first."""


@dataclass(frozen=True)
class _File:
    body: bytes
    packed: Mapping[str, bytes]
    headers: dict[str, str] = field(default_factory=dict)


def _load(file: Path, path: str, policy: str | None) -> _File:
    body = file.read_bytes()
    twins = {coding: file.with_name(file.name + ending) for ending, coding in _TWINS.items()}
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
    if policy is not None:
        headers["content-security-policy"] = policy
    packed = {coding: twin.read_bytes() for coding, twin in twins.items() if twin.exists()}
    return _File(body, packed, headers)


def _read(folder: Path, policies: Mapping[str, str]) -> dict[str, _File]:
    """Return all files of a folder by their path, except hidden ones and compressed twins."""
    found = {}
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix not in _TWINS and not file.name.startswith("."):
            path = "/" + file.relative_to(folder).as_posix()
            found[path] = _load(file, path, policies.get(path))
    return found


class StaticFiles:
    """Every file by its path; nothing outside can be named, so nothing leaks.

    `build` is read once. Pages come from `pages/current`, a link that the renderer points at each
    new version; without a policy of their own, which it writes, none is served.
    """

    def __init__(self, build: Path, pages: Path) -> None:
        """Read all files of `build`, and the pages as they are now."""
        self._built = {path: file for path, file in _read(build, {}).items() if _is_asset(path)}
        self._link = pages / "current"
        self._version = ""
        self._files: dict[str, _File] = self._built
        self._renew()

    def _renew(self) -> None:
        """Take the pages of the version that is current; the last ones stay when it is gone."""
        try:
            version = str(self._link.readlink())
            if version == self._version:
                return
            folder = self._link.parent / version
            policies = json.loads((folder / "policies.json").read_text(encoding="utf-8"))
            pages = _read(folder / "site", policies)
        except OSError:
            return
        self._version, self._files = version, self._built | pages

    def answer(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Answer:
        """Return what to answer; `headers` are the request's, names in lower case."""
        if method not in {"GET", "HEAD"}:
            return Answer(405, _HEADERS | {"allow": "GET, HEAD"})
        if not path.startswith("/assets/"):
            self._renew()
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
        """Answer 404 with the page of the tree's language: /en/404 for what is below /en.

        What has no language in its address is answered in the default one.
        """
        plain = _File(b"Not found\n", {}, _HEADERS | {"content-type": "text/plain"})
        own = "/" + path.split("/", 2)[1] + _NOT_FOUND
        page = self._files.get(own) or self._files.get(_NOT_FOUND) or plain
        answer = _whole(404, page, headers)
        return Answer(404, answer.headers | {"cache-control": "no-store"}, answer.body)


def _is_asset(path: str) -> bool:
    return not path.endswith(".html")


def _whole(status: int, file: _File, headers: Mapping[bytes, bytes]) -> Answer:
    accepted = headers.get(b"accept-encoding", b"").decode("latin-1")
    taken = {one.strip() for one in accepted.split(",")}
    coding = next((one for one in file.packed if one in taken), None)
    body, more = file.body, {}
    if coding is not None:
        body, more = file.packed[coding], {"content-encoding": coding}
    return Answer(status, file.headers | more | {"content-length": str(len(body))}, body)
