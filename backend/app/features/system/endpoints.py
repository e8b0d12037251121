"""How the installation is, for staff."""

from fastapi import Request

from app.features.system.permissions import SystemReader
from app.features.system.schemas import DatabaseRead, LicencesRead, SystemRead, WorkRead
from app.features.system.service import reads as service
from app.web.dependencies import Configuration, Reads
from app.web.router import Router

admin = Router(prefix="/admin/system", tags=["admin"])


@admin.get("", operation_id="admin_system_read", summary="The installation at one glance")
async def read_system(
    request: Request, reads: Reads, settings: Configuration, _reader: SystemReader
) -> SystemRead:
    """Return versions, living processes, certificate, disk, and how the outside answers."""
    return await service.read_system(reads, settings, request.app.version)


@admin.get("/work", operation_id="admin_system_work_read", summary="Queues and periodic tasks")
async def read_work(reads: Reads, settings: Configuration, _reader: SystemReader) -> WorkRead:
    """Return each queue with its lag, and each periodic task with its last run."""
    return await service.read_work(reads, settings)


@admin.get("/database", operation_id="admin_system_database_read", summary="The database")
async def read_database(reads: Reads, _reader: SystemReader) -> DatabaseRead:
    """Return its size, its largest tables and the statements that took the most time."""
    return await service.read_database(reads)


@admin.get("/licences", operation_id="admin_system_licences_read", summary="Licences of libraries")
async def read_licences(_reader: SystemReader) -> LicencesRead:
    """Return every library that this program is made with."""
    return service.read_licences()
