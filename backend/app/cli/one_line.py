"""How commands end: whatever goes wrong is one line on stderr and an exit code, never a traceback.

Code 1: the command was refused or failed. Code 2: what was typed, or the environment, is wrong.
"""

import sys
from collections.abc import Iterator
from typing import Any

import typer
from alembic.util import CommandError
from loguru import logger
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from typer.core import TyperGroup
from typer.exceptions import TyperException

from app.core.errors import AppError

_FAILED = 1
_WRONG = 2


class OneLineErrors(TyperGroup):
    """A group of commands with this end."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  the library's own signature
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ValidationError as wrong:
            _say(_faults(wrong))
            raise typer.Exit(_WRONG) from wrong
        except (typer.Exit, typer.Abort, TyperException, EOFError):
            raise
        except Exception as error:
            logger.opt(exception=error).debug("the command failed")
            _say(_told(error))
            raise typer.Exit(_FAILED) from error


def _faults(wrong: ValidationError) -> str:
    return "; ".join(_one_fault(wrong))


def _one_fault(wrong: ValidationError) -> Iterator[str]:
    for error in wrong.errors(include_input=False, include_url=False):
        where = ".".join(map(str, error["loc"]))
        yield f"{where} {error['msg']}".strip()


def _told(error: Exception) -> str:
    match error:
        case AppError():
            return error.line
        case DBAPIError():
            return f"the database refused: {_first_line(error.orig)}"
        case OSError():
            return f"the connection failed: {_first_line(error)}"
        case CommandError() | ValueError():
            return _first_line(error)
        case _:
            return f"{type(error).__name__}: {_first_line(error)}"


def _first_line(error: BaseException | None) -> str:
    """Return an error's first line; SQLAlchemy's own would go on with the statement's values."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _say(line: str) -> None:
    sys.stderr.write(f"hostwright: {line}\n")
