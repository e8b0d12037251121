"""What the provider answers when it cannot do what it was asked."""

from typing import ClassVar


class ProviderError(Exception):
    """An expected refusal: `status` is HTTP, `code` is for programs, `message` for people."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "invalid_request"
    message: ClassVar[str] = "The request cannot be understood."

    def __init__(self, *, param: str | None = None, message: str | None = None) -> None:
        """Name the offending field in `param`; `message` replaces the usual sentence."""
        super().__init__(message or self.message)
        self.param = param

    def body(self) -> dict[str, object]:
        """Return the JSON of the answer."""
        return {"error": {"code": self.code, "message": str(self), "param": self.param}}


class UnauthenticatedError(ProviderError):
    """No API key, or a wrong one."""

    status = 401
    code = "unauthenticated"
    message = "Send the API key as 'Authorization: Bearer <key>'."


class KeyMissingError(ProviderError):
    """A POST that moves money came without an Idempotency-Key."""

    code = "idempotency_key_required"
    message = "Send an Idempotency-Key of 1 to 255 printable characters."


class KeyReusedError(ProviderError):
    """The Idempotency-Key belongs to a different request."""

    status = 409
    code = "idempotency_key_reused"
    message = "This Idempotency-Key was used with another request."


class NotFoundError(ProviderError):
    """There is no such object."""

    status = 404
    code = "not_found"
    message = "No such object."


class WrongStateError(ProviderError):
    """The object's state does not allow it."""

    status = 409
    code = "wrong_state"
    message = "The payment's state does not allow this."


class RefundTooLargeError(ProviderError):
    """More would be refunded than was captured."""

    status = 422
    code = "refund_too_large"
    message = "The refund exceeds what is left of the captured amount."


class InvalidError(ProviderError):
    """A field is missing, unknown or has a wrong value."""

    status = 422
    code = "invalid"
    message = "A field has a wrong value."
