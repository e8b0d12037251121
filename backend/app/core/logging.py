"""Logging: loguru everywhere; records of the standard library are routed into it."""

import inspect
import logging
import re
import sys
from types import FrameType
from typing import TYPE_CHECKING

from loguru import logger

from app.core import context, json

if TYPE_CHECKING:
    from loguru import Message, Record

_NOISY = ("uvicorn.access", "httpcore2", "httpx2", "asyncio")


class _Interceptor(logging.Handler):
    """Passes a standard-library record to loguru, keeping where it came from."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            level: str | int = logger.level(record.levelname).name
        except ValueError:
            level = record.levelno
        frame: FrameType | None = inspect.currentframe()
        depth = 0
        while frame and (depth == 0 or frame.f_code.co_filename == logging.__file__):
            frame, depth = frame.f_back, depth + 1
        logger.opt(depth=depth, exception=record.exc_info).log(level, record.getMessage())


_SECRETS = re.compile(
    r"""
    (?P<scheme>\b(?:Bearer|Basic)\s+)[^\s"',;]+
    | \b(?:hwt|hwr)_[A-Za-z0-9_-]{8,}
    | \beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*
    | (?P<name>["']?\b(?:\w*password|secret\w*|\w*token|otp|totp|recovery_code|cookie|set-cookie
        |authorization)["']?\s*[=:]\s*["']?)(?!\s)[^\s"'&,;)}\]]+
    | (?P<link>/public/invitations/|/privacy/exports/)[\w-]+
    | (?P<userinfo>://[^/\s:@]*:)[^/\s@]+(?=@)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def redacted(text: str) -> str:
    """Return the text with what looks like a secret replaced by asterisks."""
    return _SECRETS.sub(_asterisks, text)


def _asterisks(found: re.Match[str]) -> str:
    return "".join(kept for kept in found.groups() if kept) + "***"


def _prepare(record: "Record") -> None:
    record["message"] = redacted(record["message"])
    current = context.current()
    if current.request_id:
        record["extra"].setdefault("request_id", current.request_id)
    if current.actor.id:
        record["extra"].setdefault("actor_id", str(current.actor.id))


def _json_sink(message: "Message") -> None:
    record = message.record
    line: dict[str, object] = {
        "time": record["time"],
        "level": record["level"].name,
        "logger": record["name"],
        "message": record["message"],
        **record["extra"],
    }
    if record["exception"]:
        line["exception"] = redacted(str(message).partition("\n")[2])
    sys.stdout.write(json.dumps({k: _plain(v) for k, v in line.items()}).decode() + "\n")
    sys.stdout.flush()


def _text_sink(message: "Message") -> None:
    sys.stdout.write(redacted(message))
    sys.stdout.flush()


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def configure_logging(level: str, log_format: str) -> None:
    """Send every record to stdout, as text for people or as JSON lines for machines."""
    logger.remove()
    logger.configure(patcher=_prepare)
    if log_format == "json":
        logger.add(_json_sink, level=level, diagnose=False, backtrace=False)
    else:
        logger.add(_text_sink, level=level, diagnose=False, backtrace=False)
    logging.basicConfig(handlers=[_Interceptor()], level=logging.INFO, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
