"""Why a live connection is refused."""

from app.core.errors import AppError, TooManyRequestsError, UnavailableError


class TooManyStreamsError(TooManyRequestsError):
    """The session or token has as many live connections open as it may."""

    code = "too_many_streams"
    message = "Too many live connections are open. Close some of them."


class StoppingError(UnavailableError):
    """This process is being stopped: the next attempt reaches another one."""

    code = "stopping"
    message = "The server is restarting. Connect again."


class TicketInvalidError(AppError):
    """The ticket ran out, was used before, or is for something else."""

    code = "ticket_invalid"
    status = 401
    message = "This ticket is not valid. Ask for another one."
