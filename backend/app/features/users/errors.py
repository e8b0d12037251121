"""What the users feature refuses."""

from collections.abc import Mapping
from typing import ClassVar

from app.core.errors import AppError, ConflictError, ForbiddenError, InvalidError
from app.dao.errors import refuses


class EmailTakenError(ConflictError):
    """Somebody has this address already. Never shown to a stranger."""

    code = "email_taken"
    message = "There is a user with this address."


class EmailNotVerifiedError(ForbiddenError):
    """The person has to prove the address first."""

    code = "email_not_verified"
    message = "Confirm your e-mail address first."


class VerificationInvalidError(InvalidError):
    """The code or link is wrong, used, too old, or was tried too often."""

    code = "verification_invalid"
    message = "This code or link is not valid any more. Ask for a new one."


class OAuthError(AppError):
    """A refusal of the token endpoint, with the `error` member of RFC 6749, section 5.2."""

    status = 400
    members: ClassVar[Mapping[str, str]]

    def __init_subclass__(cls) -> None:
        """Repeat the code as the member that OAuth clients read."""
        cls.members = {"error": cls.code}


class InvalidGrantError(OAuthError):
    """Wrong address or password, or a refresh token that does not count."""

    code = "invalid_grant"
    message = "The address or password is wrong, or the session has ended."


class InvalidTokenRequestError(OAuthError):
    """A parameter of the grant is missing."""

    code = "invalid_request"
    message = "A parameter of this grant is missing."


class UnsupportedGrantError(OAuthError):
    """The grant type is neither `password` nor `refresh_token`."""

    code = "unsupported_grant_type"
    message = "This grant type is not offered."


refuses("uq_user_email", EmailTakenError)
