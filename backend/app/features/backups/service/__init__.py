"""Use cases of backups."""

from app.features.backups.providers.sealing import new_key
from app.features.backups.service.recording import (
    RUN,
    abandon,
    failed,
    read_page,
    read_status,
    request,
    request_if_due,
)
from app.features.backups.service.restoring import Restore, hold, resume
from app.features.backups.service.running import run_backup
from app.features.backups.service.verifying import list_backups, verify_backup
