import logging

import pytest
from loguru import logger

from app.core import json
from app.core.logging import configure_logging, redacted


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("authorization: Bearer hwt_abcdefgh12345678", "hwt_abcdefgh12345678"),
        ("GET /x with Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("refresh hwr_abcdefgh12345678 used", "hwr_abcdefgh12345678"),
        ("token eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl here", "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl"),
        ("username=a&password=correct-horse&x=1", "correct-horse"),
        ('{"new_password": "correct-horse"}', "correct-horse"),
        ("{'mfa_token': 'abc123def'}", "abc123def"),
        ("redis://user:hunter2@localhost:6379/0", "hunter2"),
        ("GET /api/v1/public/invitations/AbC-dEf_123 404", "AbC-dEf_123"),
        ("GET /api/v1/privacy/exports/AbC-dEf_123 200", "AbC-dEf_123"),
        ("Set-Cookie: refresh=abcdef", "refresh=abcdef"),
    ],
)
def test_secrets_never_reach_the_log(line: str, secret: str) -> None:
    assert secret not in redacted(line)


@pytest.mark.parametrize(
    "line", ["GET /api/v1/services 200 3.1 ms", "token of the session expired", "password changed"]
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redacted(line) == line


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_neither_message_nor_trace_shows_a_secret(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("INFO", log_format)
    try:
        int("password=correct-horse")
    except ValueError as error:
        logger.opt(exception=error).error("login with Bearer hwt_abcdefgh12345678 failed")
    shown = capsys.readouterr().out
    assert "ValueError" in shown
    assert "correct-horse" not in shown
    assert "abcdefgh" not in shown


def test_a_library_speaks_through_the_same_log_in_its_own_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("INFO", "json")
    logging.getLogger("some.library").warning("the disk of %s is full", "node-1")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["message"]) == ("WARNING", "the disk of node-1 is full")
    assert line["logger"] == __name__
    assert "exception" not in line
