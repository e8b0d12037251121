"""Graphs and checks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.features.monitoring import service
from app.features.monitoring.permissions import MonitoringReader, MonitoringStaff
from app.features.monitoring.schemas import (
    AdminCheckPage,
    AdminCheckQuery,
    ChecksRead,
    MetricsQuery,
    MetricsRead,
)
from app.web.dependencies import Reads
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/services", tags=["monitoring"])
admin = Router(prefix="/admin", tags=["admin"])


@read(
    router,
    "/{service_id}/metrics",
    answer=MetricsRead,
    operation_id="services_metrics_read",
    summary="What a service uses",
)
async def read_metrics(
    reads: Reads,
    reader: MonitoringReader,
    service_id: UUID,
    query: Annotated[MetricsQuery, Query()],
) -> bytes:
    """Return processor and memory on a fixed grid; gaps are null."""
    return await service.read_metrics(reads, reader, service_id, query)


@read(
    router,
    "/{service_id}/checks",
    answer=ChecksRead,
    operation_id="services_checks_read",
    summary="Whether a service answers",
)
async def read_checks(reads: Reads, reader: MonitoringReader, service_id: UUID) -> bytes:
    """Return the status of the check, its history and the uptime of the last 24 hours."""
    return await service.read_checks(reads, reader, service_id)


@read(
    admin,
    "/services/{service_id}/metrics",
    answer=MetricsRead,
    operation_id="admin_services_metrics_read",
    summary="What anybody's service uses",
)
async def read_any_metrics(
    reads: Reads,
    _reader: MonitoringStaff,
    service_id: UUID,
    query: Annotated[MetricsQuery, Query()],
) -> bytes:
    """Return the same graph that its customer sees; gaps are null."""
    return await service.read_any_metrics(reads, service_id, query)


@read(
    admin,
    "/checks",
    answer=AdminCheckPage,
    operation_id="admin_checks_list",
    summary="Checks of all services",
)
async def list_checks(
    reads: Reads, _reader: MonitoringStaff, query: Annotated[AdminCheckQuery, Query()]
) -> bytes:
    """List the checks, the newest change first."""
    return await service.read_admin_checks(reads, query)
