"""What every payment provider is to us. Its own words stay inside its adapter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID


class Trouble(StrEnum):
    """Why a provider did not answer usefully; readers are told in their own words."""

    UNREACHABLE = "provider_unreachable"
    SILENT = "provider_silent"
    FAILING = "provider_failing"
    REFUSED = "provider_refused"
    SENSELESS = "provider_senseless"


class GatewayError(Exception):
    """The provider did not do what it was asked; `code` is what a reader is told."""

    def __init__(self, code: Trouble) -> None:
        super().__init__(code)
        self.code = code


class NotMadeError(GatewayError):
    """The provider certainly made no payment: it refused, or was never reached."""


class UncertainError(GatewayError):
    """Nobody knows whether the provider acted: the answer was lost, late or senseless."""


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
class Notice:
    """A message from the provider whose signature was right; nothing else in it is trusted."""

    event_id: str
    type: str
    subject: str
    body: str


class Gateway(Protocol):
    """A payment provider. Every call may raise NotMadeError or UncertainError."""

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

    def notice(self, body: bytes, signature: str | None) -> Notice:
        """Read a webhook; raises WebhookSignatureError or WebhookMalformedError."""
        ...
