"""What monitoring does about others' events: who is stopped on purpose is not down."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.events.bus import on
from app.events.deployments import ServiceDeleted, ServiceStopped, ServiceSuspended
from app.features.monitoring import service


@on(ServiceStopped)
async def pause_stopped(session: AsyncSession, event: ServiceStopped) -> None:
    """Expect no answer of a stopped service."""
    await service.pause(session, event.service_id)


@on(ServiceSuspended)
async def pause_suspended(session: AsyncSession, event: ServiceSuspended) -> None:
    """Expect no answer of a suspended service."""
    await service.pause(session, event.service_id)


@on(ServiceDeleted)
async def pause_deleted(session: AsyncSession, event: ServiceDeleted) -> None:
    """Expect no answer of a deleted service."""
    await service.pause(session, event.service_id)
