"""Running services, and what was seen of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.features.catalog.schemas import Period, ServiceKind
from app.features.deployments.models import Service, ServiceStatus
from app.features.monitoring.models import CheckStatus, Sample, StatusInterval


async def make_service(
    session: AsyncSession,
    account_id: UUID,
    node_id: UUID,
    *,
    port: int = 21_000,
    **changes: Any,
) -> Service:
    """Make a service that runs on the node, reached at 127.0.0.1 and this port."""
    values: dict[str, Any] = {
        "account_id": account_id,
        "order_id": new_id(),
        "subscription_id": new_id(),
        "hostname": "shop",
        "kind": ServiceKind.CONTAINER,
        "status": ServiceStatus.ACTIVE,
        "plan_name": "S1",
        "cpu_millis": 1_000,
        "memory_mb": 1_024,
        "disk_gb": 10,
        "image_slug": "static-site",
        "image_name": "Static site",
        "image_reference": "",
        "amount": 19_000,
        "currency": "RUB",
        "period": Period.MONTH,
        "node_id": node_id,
        "node_name": "node-1",
        "address": f"http://127.0.0.1:{port}",
    }
    service = Service(**(values | changes))
    session.add(service)
    await session.flush()
    return service


async def make_samples(
    session: AsyncSession, service_id: UUID, readings: Sequence[tuple[datetime, float, float]]
) -> None:
    """Write readings: moment, percent of a core, MiB."""
    names = ("service_id", "at", "cpu_percent", "memory_mb")
    rows = [dict(zip(names, (service_id, *reading), strict=True)) for reading in readings]
    await session.execute(insert(Sample), rows)


async def make_intervals(
    session: AsyncSession,
    service_id: UUID,
    intervals: Sequence[tuple[CheckStatus, datetime, datetime]],
) -> None:
    """Write intervals of a status, with their beginnings and ends."""
    for status, start, end in intervals:
        session.add(
            StatusInterval(service_id=service_id, status=status, started_at=start, ended_at=end)
        )
    await session.flush()
