"""What every payment provider is to us. Its own words stay inside its adapter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID


class ProviderErrorCode(StrEnum):
    """Why a call to a provider failed; clients translate the code."""

    UNREACHABLE = "provider_unreachable"
    TIMEOUT = "provider_timeout"
    SERVER_ERROR = "provider_error"
    REFUSED = "provider_refused"
    INVALID_RESPONSE = "provider_invalid_response"


class GatewayError(Exception):
    """A call to the provider failed; `code` names the message shown to the customer."""

    def __init__(self, code: ProviderErrorCode) -> None:
        super().__init__(code)
        self.code = code


class PaymentRejectedError(GatewayError):
    """This call certainly made no payment: the provider rejected it, or was never reached."""


class PaymentOutcomeUnknownError(GatewayError):
    """The provider may have acted: the answer was lost, late or invalid."""


class RemoteStatus(StrEnum):
    """What a provider says of a payment."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """A payment to be made; `payment_id` is its reference and its idempotency key."""

    payment_id: UUID
    amount: int
    currency: str
    description: str
    return_url: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class RemotePayment:
    """A payment as its provider records it; amounts in minor units."""

    reference: str
    payment_id: str
    status: RemoteStatus
    amount: int
    captured: int
    currency: str
    checkout_url: str
    failure: str | None


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A webhook with a valid signature; nothing else in it is trusted."""

    event_id: str
    type: str
    subject: str
    body: str


class Gateway(Protocol):
    """A payment provider; calls raise PaymentRejectedError or PaymentOutcomeUnknownError."""

    name: ClassVar[str]

    async def create(self, order: PaymentOrder) -> RemotePayment:
        """Make the payment, or return it where it was made before under the same id."""
        ...

    async def fetch(self, reference: str) -> RemotePayment | None:
        """Return a payment by the provider's id; None where there is none."""
        ...

    async def find(self, payment_id: UUID) -> RemotePayment | None:
        """Return a payment by our id; None where there is none."""
        ...

    async def cancel(self, reference: str) -> RemotePayment:
        """Cancel a pending payment; returns it as it then is, however that ended."""
        ...

    def parse_webhook(self, body: bytes, signature: str | None) -> WebhookEvent:
        """Read a webhook; raises WebhookSignatureError or WebhookMalformedError."""
        ...
