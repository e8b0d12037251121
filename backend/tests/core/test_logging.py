import logging
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from loguru import logger

from app.core import json
from app.core import logging as log
from app.core.logging import configure_logging, json_line
from app.core.redaction import hide, redacted
from app.core.settings import Environment, Settings


def _settings(log_format: str, **changed: str) -> Settings:
    return Settings.model_validate(
        {"environment": Environment.TEST, "log_level": "INFO", "log_format": log_format} | changed
    )


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    configure_logging(_settings("text", log_level="WARNING"))
    hide(())


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
        ("X-Api-Key: abcdef123456", "abcdef123456"),
        ("stripe says sk_live_abcdefghij0123456789", "abcdefghij0123456789"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY", "MIIEvQIBADANBg"),
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
    configure_logging(_settings(log_format))
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
    configure_logging(_settings("json"))
    logging.getLogger("some.library").warning("the disk of %s is full", "node-1")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["message"]) == ("WARNING", "the disk of node-1 is full")
    assert line["logger"] == "some.library"
    assert "exception" not in line


def test_a_configured_secret_is_hidden_wherever_it_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(_settings("json", smtp_password="correct horse battery"))
    logger.bind(answer="535 correct horse battery").warning("mail says: correct horse battery")
    shown = capsys.readouterr().out
    assert "mail says: ***" in shown
    assert "correct horse battery" not in shown


def test_a_moment_is_told_in_utc() -> None:
    abroad = datetime(2026, 11, 30, 3, 4, 5, 678_900, timezone(timedelta(hours=3)))
    assert json_line(abroad, "INFO", "x", "y", {})["time"] == "2026-11-30T00:04:05.678Z"


def test_what_was_bound_keeps_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(_settings("json"))
    logger.bind(count=3, names=["a", 5], at=timedelta(1)).warning("told")
    line = json.loads(capsys.readouterr().out)
    assert (line["count"], line["names"], line["at"]) == (3, ["a", 5], "1 day, 0:00:00")


@pytest.fixture
def own_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the interpreter its hooks and streams back afterwards."""
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (sys, "stdout"),
        (sys, "stderr"),
        (log._State, "out"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.mark.usefixtures("own_hooks")
def test_what_nobody_caught_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(_settings("json"))
    log.own_process()
    logging.captureWarnings(capture=False)
    print("a library prints\nand goes on")  # noqa: T201  that is what is tested
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)  # somebody's own wish
    sys.excepthook(ArithmeticError, ArithmeticError("in main"), None)
    thread = threading.Thread(target=lambda: 1 / 0, name="seven")
    thread.start()
    thread.join()
    told = SimpleNamespace(exc_type=None, exc_value=None, exc_traceback=None)
    sys.unraisablehook(SimpleNamespace(**vars(told), err_msg=None, object="a finalizer"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    said = [(line["level"], line["logger"], line["message"]) for line in lines]
    assert said[0] == ("WARNING", "stdout", "a library prints")
    assert said[1] == ("WARNING", "stdout", "and goes on")
    assert said[2][2] == "nobody caught: ArithmeticError('in main')"
    assert said[3][2].startswith("nobody caught in thread seven: ZeroDivisionError")
    assert said[4][2] == "nobody could catch: None in 'a finalizer'"


@pytest.mark.usefixtures("own_hooks")
def test_text_for_people_leaves_the_interpreter_as_it_is() -> None:
    configure_logging(_settings("text"))
    before = sys.excepthook, sys.stdout
    log.own_process()
    assert (sys.excepthook, sys.stdout) == before
