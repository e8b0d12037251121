import pytest

from app.features.monitoring.providers.answer import CUT, INVALID, OK, verdict

_HEAD = b"HTTP/1.1 200 OK\r\n"

WHOLE = [
    (_HEAD + b"Content-Length: 2\r\n\r\nok", OK),
    (_HEAD + b"content-length:2\r\n\r\nok", OK),
    (_HEAD + b"\r\nread until the end", OK),
    (_HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", OK),
    (_HEAD + b"Content-Length: 9000\r\n\r\n" + b"x" * 4096, OK),
    (b"HTTP/1.0 200\r\n\r\n", OK),
    (b"HTTP/1.1 204 No Content\r\n\r\n", OK),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", OK),
    (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", OK),
    (b"HTTP/1.1 103 Early Hints\r\n\r\n" + _HEAD + b"Content-Length: 0\r\n\r\n", OK),
    (b"HTTP/1.1 500 Oh\r\n\r\n", "http_500"),
    (b"HTTP/1.1 503 Busy\r\nContent-Length: 99\r\n\r\n", "http_503"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", INVALID),
    (b"HTTP/2 200\r\n\r\n", INVALID),
    (b"HTTP/1.1 two hundred\r\n\r\n", INVALID),
    (_HEAD + b"X: " + b"x" * 20_000, INVALID),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 40, INVALID),
]

PART = [b"", b"H", b"HTTP/1.1 200 OK\r\nConte", _HEAD + b"Content-Length: 3\r\n\r\nok"]
PART += [_HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok"]


@pytest.mark.parametrize(("data", "expected"), WHOLE)
def test_what_is_there_is_judged(data: bytes, expected: str) -> None:
    assert verdict(data, ended=False) == expected
    assert verdict(data, ended=True) == expected


@pytest.mark.parametrize("data", PART)
def test_a_part_waits_for_more_and_is_cut_when_nothing_follows(data: bytes) -> None:
    assert verdict(data, ended=False) is None
    assert verdict(data, ended=True) == CUT


def test_every_beginning_of_an_answer_waits() -> None:
    data = _HEAD + b"Content-Length: 2\r\n\r\nok"
    assert [verdict(data[:size], ended=False) for size in range(len(data))] == [None] * len(data)
