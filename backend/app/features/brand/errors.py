"""What the brand refuses."""

from app.core.errors import InvalidError


class LogoUnknownError(InvalidError):
    """The brand names a logo that is not kept (any more)."""

    code = "logo_unknown"
    message = "This logo is no longer stored: choose the picture again."
