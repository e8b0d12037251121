"""The sandbox provider: a separate process with its own books (`python -m sandbox.payments`)."""

import re
from typing import Annotated, Any, ClassVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core import clock, crypto, http
from app.features.billing.errors import WebhookMalformedError, WebhookSignatureError
from app.features.billing.providers.base import (
    PaymentOrder,
    PaymentOutcomeUnknownError,
    PaymentRejectedError,
    ProviderErrorCode,
    RemotePayment,
    RemoteStatus,
    WebhookEvent,
)

TOLERANCE_SECONDS = 300
_SECONDS = 10
_SIGNATURE = re.compile(r"t=(?P<at>[0-9]{1,12}),v1=(?P<mac>[0-9a-f]{64})")
_NOT_FOUND = 404
_CONFLICT = 409
_SERVER_ERRORS = 500
_REDIRECTS = 300


class _Payment(BaseModel):
    """A payment in the provider's words."""

    model_config = ConfigDict(strict=True)

    id: str
    reference: str
    status: str
    amount: int
    amount_captured: int
    currency: str
    checkout_url: str
    failure_code: str | None

    def read(self) -> RemotePayment:
        return RemotePayment(
            reference=self.id,
            payment_id=self.reference,
            status=RemoteStatus(self.status),
            amount=self.amount,
            captured=self.amount_captured,
            currency=self.currency,
            checkout_url=self.checkout_url,
            failure=self.failure_code,
        )


_Name = Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]


class _Subject(BaseModel):
    id: _Name


class _Data(BaseModel):
    object: _Subject


class _Event(BaseModel):
    """A webhook's body; what else it says is kept and not believed."""

    id: _Name
    type: _Name
    data: _Data


class SandboxGateway:
    """Client of the sandbox provider's HTTP API."""

    name: ClassVar[str] = "sandbox"

    def __init__(self, url: str, api_key: str, webhook_secret: str) -> None:
        self._url = url.rstrip("/")
        self._api_key = api_key
        self._webhook_secret = webhook_secret

    async def create(self, order: PaymentOrder) -> RemotePayment:
        """Make the payment; its id as idempotency key makes a second call harmless."""
        body = {
            "amount": order.amount,
            "currency": order.currency,
            "description": order.description,
            "reference": str(order.payment_id),
            "return_url": order.return_url,
            "webhook_url": order.webhook_url,
        }
        answer = await self._call("POST", "/v1/payments", body=body, key=str(order.payment_id))
        return _payment(answer.content)

    async def fetch(self, reference: str) -> RemotePayment | None:
        """Return a payment by the provider's id."""
        answer = await self._call("GET", f"/v1/payments/{quote(reference, safe='')}")
        return None if answer.status == _NOT_FOUND else _payment(answer.content)

    async def find(self, payment_id: UUID) -> RemotePayment | None:
        """Look a payment up by our id; None where none was made."""
        answer = await self._call("GET", f"/v1/payments?reference={payment_id}&limit=1")
        try:
            listed = answer.json()["data"]
        except (http.InvalidResponseError, KeyError, TypeError) as invalid:
            raise PaymentOutcomeUnknownError(ProviderErrorCode.INVALID_RESPONSE) from invalid
        return _payment(listed[0]) if listed else None

    async def cancel(self, reference: str) -> RemotePayment:
        """Cancel a pending payment; one that ended meanwhile stays as it is."""
        path = f"/v1/payments/{quote(reference, safe='')}"
        answer = await self._call("POST", f"{path}/cancel")
        if answer.status == _CONFLICT:
            answer = await self._call("GET", path)
        return _payment(answer.content)

    async def _call(
        self, method: str, path: str, *, body: dict[str, Any] | None = None, key: str = ""
    ) -> http.Response:
        headers = {"Authorization": f"Bearer {self._api_key}"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = await http.shared().request(
                method,
                self._url + path,
                json=body,
                headers=headers,
                destination=http.Destination.OPERATOR,
                seconds=_SECONDS,
            )
        except http.HttpError as failed:
            if failed.sent:
                raise PaymentOutcomeUnknownError(ProviderErrorCode.TIMEOUT) from failed
            raise PaymentRejectedError(ProviderErrorCode.UNREACHABLE) from failed
        if answer.status >= _SERVER_ERRORS:
            raise PaymentOutcomeUnknownError(ProviderErrorCode.SERVER_ERROR)
        refused = answer.status >= _REDIRECTS
        if refused and answer.status not in (_NOT_FOUND, _CONFLICT):
            raise PaymentRejectedError(ProviderErrorCode.REFUSED)
        return answer

    def parse_webhook(self, body: bytes, signature: str | None) -> WebhookEvent:
        """Read a webhook signed within five minutes of now; without a secret none is believed."""
        match = _SIGNATURE.fullmatch(signature or "")
        if match is None or not self._webhook_secret:
            raise WebhookSignatureError
        signed = match["at"].encode() + b"." + body
        if not crypto.verify(self._webhook_secret, signed, match["mac"]):
            raise WebhookSignatureError
        if abs(clock.now().timestamp() - int(match["at"])) > TOLERANCE_SECONDS:
            raise WebhookSignatureError
        try:
            event = _Event.model_validate_json(body)
        except ValidationError as malformed:
            raise WebhookMalformedError from malformed
        return WebhookEvent(event.id, event.type, event.data.object.id, body.decode())


def _payment(content: Any) -> RemotePayment:  # noqa: ANN401  bytes, or a JSON object
    try:
        if isinstance(content, bytes):
            return _Payment.model_validate_json(content).read()
        return _Payment.model_validate(content).read()
    except ValueError as invalid:
        raise PaymentOutcomeUnknownError(ProviderErrorCode.INVALID_RESPONSE) from invalid
