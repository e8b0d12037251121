"""Webhooks of providers: stored as received, then checked by asking the provider itself."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import context
from app.core.context import Actor, ActorKind
from app.features.billing.dao.payments import ProviderEventDAO
from app.features.billing.models import ProviderEvent
from app.features.billing.providers.registry import gateway
from app.features.billing.service.payments import apply_remote_payment

PROCESS_WEBHOOK = "billing.process_webhook_event"


async def receive_webhook(
    session: AsyncSession, provider: str, body: bytes, signature: str | None
) -> None:
    """Store a signed webhook and enqueue its processing; a repeated one changes nothing.

    Raises ProviderUnknownError, WebhookSignatureError, WebhookMalformedError.
    """
    received = gateway(provider).parse_webhook(body, signature)
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


async def process_webhook_event(session: AsyncSession, provider_event_id: UUID) -> None:
    """Ask the provider for the payment a webhook is about, and make ours agree.

    Nothing is locked while the provider is asked. Raises GatewayError: the job is tried again.
    """
    context.bind(actor=Actor(ActorKind.PROVIDER))
    event = await ProviderEventDAO(session).get(provider_event_id)
    remote = await gateway(event.provider).fetch(event.subject)
    if remote is None:
        logger.warning("{} knows nothing of {}", event.provider, event.subject)
        return
    await apply_remote_payment(session, event.provider, remote)
