"""Errors a caller may see. Each carries its code and status; `web` renders them once."""

from typing import ClassVar


class AppError(Exception):
    """A refusal with a stable `code`; `params` fill the reader's translation of it."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    message: ClassVar[str] = "Something went wrong on our side."

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params
        self.members: dict[str, object] = {}
        """Further members of the problem document, where another standard wants them."""

    @property
    def line(self) -> str:
        """The message with its `detail`, where one was given: for logs and terminals."""
        detail = self.params.get("detail")
        return f"{self.message.rstrip('.')}: {detail}" if detail else self.message


def error_types() -> set[type[AppError]]:
    """Return every error the program declares; what a test declares is not part of it."""
    found: set[type[AppError]] = set()
    waiting: list[type[AppError]] = [AppError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("app."):
            found.add(kind)
    return found


def error_codes() -> set[str]:
    """Return the code of every error the program declares."""
    return {kind.code for kind in error_types()}


class InvalidError(AppError):
    """The request is understood and cannot be accepted as it is."""

    code = "invalid"
    status = 422
    message = "The request cannot be accepted as it is."


class UnauthenticatedError(AppError):
    """No credentials, or ones that are not valid any more."""

    code = "unauthenticated"
    status = 401
    message = "Sign in to continue."


class ForbiddenError(AppError):
    """The caller is known and may not do this."""

    code = "forbidden"
    status = 403
    message = "You do not have permission to do this."


class NotFoundError(AppError):
    """It does not exist, or belongs to somebody else: the answer is the same."""

    code = "not_found"
    status = 404
    message = "There is nothing here."


class ConflictError(AppError):
    """The thing is not in a state in which this can be done."""

    code = "conflict"
    status = 409
    message = "This cannot be done in the current state."


class PreconditionFailedError(AppError):
    """It was changed since the caller read it; `version` is the one it has now."""

    code = "precondition_failed"
    status = 412
    message = "This was changed in the meantime. Look at it again, then decide."


class PreconditionRequiredError(AppError):
    """The caller does not say which state of it is to be changed."""

    code = "precondition_required"
    status = 428
    message = "Send the ETag of what you have read as If-Match."


class TooManyRequestsError(AppError):
    """The caller asks faster than allowed; `retry_after` is in seconds."""

    code = "too_many_requests"
    status = 429
    message = "Too many requests. Try again a little later."


class UnavailableError(AppError):
    """Something outside that is needed does not answer now.

    `retry_after` among the parameters is in seconds.
    """

    code = "unavailable"
    status = 503
    message = "Something we depend on is not responding. Try again in a minute."


class StorageUnavailableError(UnavailableError):
    """The store of files is away, or refuses us: read-only, no permission, wrong credentials."""

    code = "storage_unavailable"
    message = "Files cannot be stored or read right now. Try again in a few minutes."


class StorageFullError(AppError):
    """There is no room left for files; reading goes on."""

    code = "storage_full"
    status = 507
    message = "There is no room left for files. We are making some."
