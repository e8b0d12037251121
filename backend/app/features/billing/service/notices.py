"""What providers tell us: kept as it came, then looked up at the provider. A notice is a hint."""

from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import context
from app.core.context import Actor, ActorKind
from app.features.billing.dao.payments import ProviderEventDAO
from app.features.billing.models import ProviderEvent
from app.features.billing.providers.registry import gateway
from app.features.billing.service.paying import apply_remote

FOLLOW = "billing.follow_notice"


async def take_notice(
    session: AsyncSession, provider: str, body: bytes, signature: str | None
) -> None:
    """Keep a signed message and have it followed up; one that came before changes nothing.

    Raises ProviderUnknownError, WebhookSignatureError, WebhookMalformedError.
    """
    notice = gateway(provider).notice(body, signature)
    context.bind(actor=Actor(ActorKind.PROVIDER))
    event = ProviderEvent(
        provider=provider,
        event_id=notice.event_id,
        type=notice.type,
        subject=notice.subject,
        body=notice.body,
    )
    if await ProviderEventDAO(session).keep(event):
        await enqueue(session, FOLLOW, key=f"notice:{event.id}", notice_id=event.id)


async def follow_notice(session: AsyncSession, notice_id: UUID) -> None:
    """Ask the provider for the payment a notice is about, and make ours agree.

    Nothing is locked while the provider is asked. Raises GatewayError: the job is tried again.
    """
    context.bind(actor=Actor(ActorKind.PROVIDER))
    event = await ProviderEventDAO(session).get(notice_id)
    remote = await gateway(event.provider).fetch(event.subject)
    if remote is None:
        logger.warning("{} knows nothing of {}", event.provider, event.subject)
        return
    await apply_remote(session, event.provider, remote)
