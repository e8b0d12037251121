"""Judging the bytes of an HTTP answer as they come in, without reading more than a few KiB."""

import re

OK = ""
CUT = "closed_early"
INVALID = "invalid_answer"

_HEAD_LIMIT = 16_384
_BODY_LIMIT = 4_096
_SERVER_ERROR = 500
_FIRST_FINAL = 200
_MAX_INTERIM = 5
_BODYLESS = (204, 304)
_BEGINNING = b"HTTP/1."
_END_OF_HEAD = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)


def verdict(data: bytes, *, ended: bool) -> str | None:
    """Judge what was received so far: OK, a reason why it fails, or None while more is needed.

    `ended` says that nothing will follow. Any status below 500 is an answer.
    """
    end = data.find(_END_OF_HEAD)
    for _ in range(_MAX_INTERIM):
        if end < 0:
            return _headless(data, ended=ended)
        match = _STATUS.match(data)
        if match is None:
            return INVALID
        status = int(match[1])
        if status >= _FIRST_FINAL:
            return _final(status, data, end, ended=ended)
        data = data[end + len(_END_OF_HEAD) :]
        end = data.find(_END_OF_HEAD)
    return INVALID


def _final(status: int, data: bytes, end: int, *, ended: bool) -> str | None:
    if status >= _SERVER_ERROR:
        return f"http_{status}"
    if status in _BODYLESS or _whole(data, end):
        return OK
    return CUT if ended else None


def _headless(data: bytes, *, ended: bool) -> str | None:
    if data[: len(_BEGINNING)] != _BEGINNING[: len(data)] or len(data) > _HEAD_LIMIT:
        return INVALID
    return CUT if ended else None


def _whole(data: bytes, end: int) -> bool:
    """Tell whether the body is complete, or enough of it is there.

    A body without a length ends with the connection, so nothing about it could be missed.
    """
    head, body = data[: end + 2], len(data) - end - len(_END_OF_HEAD)
    if body >= _BODY_LIMIT:
        return True
    length = _LENGTH.search(head)
    if length:
        return body >= int(length[1])
    return data.endswith(b"0\r\n\r\n") or not _CHUNKED.search(head)
