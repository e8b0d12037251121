"""Operations: what changes a service takes a while, and can be waited for."""

import time
from typing import Annotated, Any

import typer

from hostwright_cli.errors import CommandError, OperationFailedError
from hostwright_cli.session import Json, Session, start

_ENDED = ("succeeded", "failed", "cancelled")
_PAUSE = 1.0

group = typer.Typer(help="Follow changes of a service.", no_args_is_help=True)

Timeout = Annotated[float, typer.Option(help="Seconds to wait at most.", min=1)]


def followed(session: Session, operation: Any, seconds: float) -> Any:
    """Wait for the end of an operation and return it; raises OperationFailedError."""
    ends, told = time.monotonic() + seconds, ""
    while operation["state"] not in _ENDED:
        line = f"{operation['kind']}: {operation['step']} ({operation['progress']} %)"
        if line != told:
            session.output.note(line)
            told = line
        if time.monotonic() > ends:
            raise CommandError(f"Operation {operation['id']} is still running after {seconds:g} s.")
        time.sleep(_PAUSE)
        operation = session.client.get(f"/operations/{operation['id']}")
    if operation["state"] != "succeeded":
        error = operation["error"] or {}
        raise OperationFailedError(f"The operation {operation['state']}: {error.get('code', '')}")
    return operation


@group.command("wait")
def wait(operation_id: str, *, timeout: Timeout = 600, as_json: Json = False) -> None:
    """Wait until an operation has ended; exit code 5 if it did not succeed."""
    session = start(as_json=as_json)
    operation = followed(session, session.client.get(f"/operations/{operation_id}"), timeout)
    session.output.show(operation, [f"{operation['kind']} {operation['state']}"])
