"""What ends a command before it is done, with its exit code and one line for the person."""

from collections.abc import Mapping
from typing import Any

REFUSED, NOT_SIGNED_IN, UNREACHABLE, FAILED = 1, 3, 4, 5
"""Exit codes besides 0 and 2, which is a mistake in the command line itself."""


class CommandError(Exception):
    """The command cannot be done; the message is one line."""

    exit_code = REFUSED


class NotSignedInError(CommandError):
    """Nobody is signed in, or no longer."""

    exit_code = NOT_SIGNED_IN


class UnreachableError(CommandError):
    """The panel does not answer, or asks to come again too late."""

    exit_code = UNREACHABLE


class OperationFailedError(CommandError):
    """What was waited for did not succeed."""

    exit_code = FAILED


class ProblemError(CommandError):
    """The API refused; `problem` is its document (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any], status: int) -> None:
        fields = [f"{one['field']}: {one['message']}" for one in problem.get("errors", ())]
        words = str(problem.get("detail") or problem.get("title") or f"HTTP {status}")
        super().__init__("; ".join([words, *fields]))
        self.problem = problem
        self.status = status
        self.code = str(problem.get("code", ""))
