"""Webhooks of providers: stored as received, then checked by asking the provider itself."""

from dataclasses import dataclass
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import context
from app.core.context import Actor, ActorKind
from app.features.billing.dao.payments import ProviderEventDAO
from app.features.billing.models import ProviderEvent
from app.features.billing.providers.base import Gateway, RemotePayment
from app.features.billing.providers.registry import gateway
from app.features.billing.service.payments import apply_remote_payment

PROCESS_WEBHOOK = "billing.process_webhook_event"


@dataclass(frozen=True, slots=True)
class WebhookLookup:
    """The payment that a webhook names: its provider, how to ask it, and the provider's id."""

    provider: str
    gateway: Gateway
    reference: str


async def receive_webhook(
    session: AsyncSession, provider: str, body: bytes, signature: str | None
) -> None:
    """Store a signed webhook and enqueue its processing; a repeated one changes nothing.

    Raises ProviderUnknownError, WebhookSignatureError, WebhookMalformedError.
    """
    received = (await gateway(session, provider)).parse_webhook(body, signature)
    context.bind(actor=Actor(ActorKind.PROVIDER))
    event = ProviderEvent(
        provider=provider,
        event_id=received.event_id,
        type=received.type,
        subject=received.subject,
        body=received.body,
    )
    if await ProviderEventDAO(session).add_once(event):
        await enqueue(
            session, PROCESS_WEBHOOK, key=f"webhook:{event.id}", provider_event_id=event.id
        )


async def begin_lookup(session: AsyncSession, provider_event_id: UUID) -> WebhookLookup:
    """Return which payment a stored webhook is about; raises ProviderUnknownError."""
    event = await ProviderEventDAO(session).get(provider_event_id)
    provider = await gateway(session, event.provider)
    return WebhookLookup(event.provider, provider, event.subject)


async def look_up(lookup: WebhookLookup) -> RemotePayment | None:
    """Ask the provider for the payment itself. Raises GatewayError: the job is retried."""
    return await lookup.gateway.fetch(lookup.reference)


async def process_webhook_event(
    session: AsyncSession, lookup: WebhookLookup, remote: RemotePayment | None
) -> None:
    """Make our payment what the provider says of it; raises PaymentMismatchError."""
    context.bind(actor=Actor(ActorKind.PROVIDER))
    if remote is None:
        logger.warning("{} knows nothing of {}", lookup.provider, lookup.reference)
        return
    await apply_remote_payment(session, lookup.provider, remote)
