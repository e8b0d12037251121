"""Looking at certificate and disk, for those who ask later."""

import asyncio

from app.core.settings import Settings
from app.dao.session import UnitsOfWork
from app.features.system.dao.facts import keep_fact
from app.features.system.models import FactName
from app.features.system.providers.certificate import certificate_of
from app.features.system.providers.disk import disk_of


async def look_around(work: UnitsOfWork, settings: Settings) -> None:
    """Find out about the certificate of the panel's address and the disk of files; keep both."""
    certificate = await certificate_of(settings.public_url)
    disk = await asyncio.to_thread(disk_of, settings.files_dir)
    async with work.unit_of_work() as session:
        await keep_fact(session, FactName.CERTIFICATE, certificate)
        await keep_fact(session, FactName.DISK, disk)
