"""What the users feature refuses."""

from collections.abc import Sequence
from typing import ClassVar

from app.core.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    TooManyRequestsError,
    UnavailableError,
)
from app.dao.errors import map_constraint


class EmailTakenError(ConflictError):
    """Somebody has this address already. Never shown to a stranger."""

    code = "email_taken"
    message = "Somebody already uses this address."


class EmailNotVerifiedError(ForbiddenError):
    """The person has to prove the address first."""

    code = "email_not_verified"
    message = "Confirm your email address first."


class PasswordBreachedError(InvalidError):
    """The password stands in a list of those that were stolen somewhere."""

    code = "password_breached"
    message = "This password is known from a data breach. Choose another one."


class VerificationInvalidError(InvalidError):
    """The code or link is wrong, used, too old, or was tried too often."""

    code = "verification_invalid"
    message = "This code or link is no longer valid. Ask for a new one."


class PasswordWrongError(InvalidError):
    """The present password was given and is not right."""

    code = "password_wrong"
    message = "The current password is wrong."


class PhoneInvalidError(InvalidError):
    """It is no telephone number, or none that gets text messages."""

    code = "phone_invalid"
    message = "This is not a phone number that can get text messages."


class SmsUnavailableError(UnavailableError):
    """The operator has set up no provider of text messages."""

    code = "sms_unavailable"
    message = "Text messages are not set up here."


class OAuthError(AppError):
    """A refusal of the token endpoint, with the `error` member of RFC 6749, section 5.2."""

    status = 400
    error: ClassVar[str] = ""
    """RFC 6749's word where it is another one than the code."""

    def __init__(self, **params: object) -> None:
        super().__init__(**params)
        self.members = {"error": self.error or self.code}


class InvalidGrantError(OAuthError):
    """Wrong address or password, or a refresh token that does not count."""

    code = "invalid_grant"
    message = "The address or password is wrong, or the session has ended."


class InvalidTokenRequestError(OAuthError):
    """A parameter of the grant is missing."""

    code = "invalid_request"
    message = "A parameter of this grant is missing."


class UnsupportedGrantError(OAuthError):
    """The grant type is none of ours."""

    code = "unsupported_grant_type"
    message = "This grant type is not offered."


class StaffCannotEraseError(ConflictError):
    """Who works here is taken off the staff first."""

    code = "staff_cannot_erase"
    message = "Somebody else has to take away your staff roles first."


map_constraint("uq_user_email", EmailTakenError)


class MfaRequiredError(OAuthError):
    """The password is right; `mfa_token` and one of `methods` finish the sign-in."""

    code = "mfa_required"
    message = "Confirm the sign-in with your second factor."

    def __init__(self, mfa_token: str, methods: Sequence[str]) -> None:
        super().__init__()
        self.members |= {"mfa_token": mfa_token, "methods": list(methods)}


class MfaExpiredError(OAuthError):
    """The half-done sign-in is over: finished, too old, or tried too often."""

    code = "mfa_expired"
    error = "invalid_grant"
    message = "This sign-in has expired. Start again."


class WrongCodeError(OAuthError):
    """The code of the second factor does not count."""

    code = "wrong_code"
    error = "invalid_grant"
    message = "The code is wrong or has been used already."


class WrongPasskeyError(OAuthError):
    """The passkey's answer does not count, or nobody here has it."""

    code = "wrong_passkey"
    error = "invalid_grant"
    message = "This passkey could not be used."


class SignInLockedError(TooManyRequestsError):
    """Too many attempts from there; whoever signs in from a known device is not held up."""

    code = "sign_in_locked"
    message = "Too many attempts. Try again a little later."


class CodeJustSentError(TooManyRequestsError):
    """A code was sent within the last minute; `retry_after` is when another one may be."""

    code = "code_just_sent"
    message = "A code was sent a moment ago. Ask for another one a little later."


class StepUpFailedError(InvalidError):
    """What was given does not prove the person; `tries_left` before the session ends."""

    code = "step_up_wrong"
    message = "That is not right: we could not confirm that it is you."


class SecondFactorNeededError(ForbiddenError):
    """A person with a second factor proves themselves by it, not by the password alone."""

    code = "second_factor_needed"
    message = "Confirm with your second factor."


class SecondFactorMissingError(ConflictError):
    """There is no second factor that recovery codes could stand in for."""

    code = "second_factor_missing"
    message = "Turn on a second factor first."


class TotpEnabledError(ConflictError):
    """An authenticator app is in use already."""

    code = "totp_enabled"
    message = "An authenticator app is in use. Turn it off first."


class TotpNotBegunError(ConflictError):
    """There is no secret to confirm, or its ten minutes are over."""

    code = "totp_not_begun"
    message = "Set the authenticator app up again."


class TotpCodeWrongError(InvalidError):
    """The app's first code is wrong."""

    code = "totp_code_wrong"
    message = "The code is wrong. Check the clock of your device."


class PasskeyRefusedError(InvalidError):
    """The authenticator's answer is malformed, late, or for another site."""

    code = "passkey_refused"
    message = "This passkey could not be added. Try again."


class PasskeyKnownError(ConflictError):
    """This passkey is registered already."""

    code = "passkey_known"
    message = "This passkey is registered already."


class TooManyPasskeysError(ConflictError):
    """The person has as many passkeys as anybody may have."""

    code = "too_many_passkeys"
    message = "Remove a passkey before adding another one."


class OutrankedError(ForbiddenError):
    """The other person of the staff may do as much as the caller, or more."""

    code = "outranked"
    message = "You cannot do this to somebody whose role is as high as yours."


map_constraint("uq_passkey_credential_id", PasskeyKnownError)
