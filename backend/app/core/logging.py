"""Logging: loguru everywhere; records of the standard library are routed into it.

In production every line of every program is one JSON object: `time` (ISO 8601, UTC), `level`,
`logger`, `message`, `pid`, the ids of the request and the job it belongs to, and what was bound.
"""

import inspect
import io
import logging
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, TextIO

from loguru import logger
from pydantic import SecretStr

from app.core import context, json
from app.core.redaction import hide, redacted
from app.core.settings import Settings, get_settings
from app.core.tracing import is_on, trace_id

if TYPE_CHECKING:
    from loguru import Message, Record

Fields = Callable[[logging.LogRecord], Mapping[str, object]]
"""What a record of the standard library tells besides its message."""

_NOISY = ("uvicorn.access", "httpcore2", "httpx2", "asyncio")


class _State:
    """How this process logs."""

    level = 0
    json = False
    out: TextIO | None = None
    """Where lines go, once `own_process` has taken the streams; None for `sys.stdout` as it is."""


class _Interceptor(logging.Handler):
    """Passes a standard-library record to loguru, keeping where it came from."""

    def __init__(self, fields: Fields | None = None) -> None:
        super().__init__()
        self._fields = fields

    def emit(self, record: logging.LogRecord) -> None:
        try:
            level: str | int = logger.level(record.levelname).name
        except ValueError:
            level = record.levelno
        frame: FrameType | None = inspect.currentframe()
        depth = 0
        while frame and (depth == 0 or frame.f_code.co_filename == logging.__file__):
            frame, depth = frame.f_back, depth + 1
        fields = dict(self._fields(record)) if self._fields else {}
        named = logger.patch(partial(_rename, record.name)).bind(**fields)
        named.opt(depth=depth, exception=record.exc_info).log(level, record.getMessage())


def _rename(name: str, record: "Record") -> None:
    record["name"] = name


def _prepare(record: "Record") -> None:
    record["message"] = redacted(record["message"])
    current = context.current()
    if current.request_id:
        record["extra"].setdefault("request_id", current.request_id)
    if is_on() and (trace := trace_id()):
        record["extra"].setdefault("trace_id", trace)
    if current.actor.id:
        record["extra"].setdefault("actor_id", str(current.actor.id))


def _json_sink(message: "Message") -> None:
    record = message.record
    extra = {name: _plain(value) for name, value in record["extra"].items()}
    line = json_line(
        record["time"],
        record["level"].name,
        record["name"] or "",
        record["message"],
        {"pid": record["process"].id, **extra},
    )
    if record["exception"]:
        line["exception"] = redacted(str(message).partition("\n")[2])
    write(json.dumps(line).decode() + "\n")


def json_line(
    time: datetime, level: str, name: str, message: str, fields: Mapping[str, object]
) -> dict[str, object]:
    """Return a line's members in the order of every line."""
    moment = time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"time": moment, "level": level, "logger": name, "message": message, **fields}


def _text_sink(message: "Message") -> None:
    write(redacted(message))


def write(lines: str) -> None:
    """Write finished lines where the log goes."""
    out = _State.out or sys.stdout
    out.write(lines)
    out.flush()


def _plain(value: object) -> object:
    if isinstance(value, int | float | bool | None):
        return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return redacted(str(value))


def writes(level: int) -> bool:
    """Tell whether lines of this level are written, so that others need not be made."""
    return level >= _State.level


def writes_json() -> bool:
    """Tell whether lines are JSON."""
    return _State.json


def configure_logging(settings: Settings, fields: Fields | None = None) -> None:
    """Send every record to stdout, as text for people or as JSON lines for machines."""
    hide(_configured_secrets(settings))
    _State.level = logger.level(settings.log_level).no
    _State.json = settings.log_format == "json"
    logger.remove()
    logger.configure(patcher=_prepare)
    sink = _json_sink if _State.json else _text_sink
    logger.add(sink, level=settings.log_level, diagnose=False, backtrace=False)
    logging.basicConfig(handlers=[_Interceptor(fields)], level=logging.INFO, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _configured_secrets(settings: Settings) -> list[str]:
    values = (getattr(settings, name) for name in Settings.model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def own_process(*, streams: bool = True) -> None:
    """Where lines are JSON, log also warnings and what nobody caught; with `streams` all printing.

    For programs: it changes the hooks of the interpreter, and what `sys.stdout` is.
    """
    if not _State.json:
        return
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    if streams and _State.out is None:
        _State.out = sys.stdout
        sys.stdout, sys.stderr = _Printed("stdout"), _Printed("stderr")


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.opt(exception=(kind, error, trace)).critical("nobody caught: {!r}", error)


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None:
        trace = (found.exc_type, found.exc_value, found.exc_traceback)
        name = found.thread.name if found.thread else ""
        logger.opt(exception=trace).error("nobody caught in thread {}: {!r}", name, trace[1])


def _unraisable(found: "sys.UnraisableHookArgs") -> None:
    trace = (found.exc_type, found.exc_value, found.exc_traceback)
    what = found.err_msg or "nobody could catch"
    logger.opt(exception=trace).error("{}: {!r} in {!r}", what, found.exc_value, found.object)


class _Printed(io.TextIOBase):
    """A stream whose lines become lines of the log: libraries print, too."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in filter(str.strip, lines):
            logger.patch(partial(_rename, self._name)).warning("{}", line)
        return len(text)


def interceptor() -> logging.Handler:
    """Return the handler of a program that takes its logging from a file (see `logging.json`)."""
    configure_logging(get_settings())
    own_process()
    return _Interceptor()
