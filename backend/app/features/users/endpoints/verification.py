"""What one-time codes are answered with."""

from fastapi import Response

from app.features.users.errors import VerificationInvalidError
from app.web import problems


def done_or_invalid(done: bool) -> Response:  # noqa: FBT001  the one thing it is about
    """Return an empty answer, or the refusal; raising it would undo the counted try."""
    return (
        Response(status_code=204) if done else problems.from_app_error(VerificationInvalidError())
    )
