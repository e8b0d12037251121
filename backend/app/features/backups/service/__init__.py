"""Use cases of backups."""

from app.features.backups.providers.sealing import new_key
from app.features.backups.schemas import Manifest
from app.features.backups.service.recording import (
    RUN,
    abandon,
    failed,
    read_page,
    read_status,
    request,
    request_if_due,
    settings_of,
)
from app.features.backups.service.restoring import Restore, hold, restore_settings, resume
from app.features.backups.service.running import run_backup
from app.features.backups.service.testing import fresh_key, try_target
from app.features.backups.service.verifying import Kept, Verified, list_backups, verify_backup
