"""What stands against making or restoring a backup; `detail` says it of the case at hand."""

from app.core.errors import AppError, ConflictError, NotFoundError


class BackupError(AppError):
    """A backup cannot be made, read or restored."""

    code = "backup_failed"
    message = "The backup failed."

    def __str__(self) -> str:
        return self.line


class BackupsNotConfiguredError(ConflictError):
    """No place or no key is set."""

    code = "backups_not_configured"
    message = "Set where backups go and their key: in the panel, or by BACKUP_URL and BACKUP_KEY."


class BackupRunningError(ConflictError):
    """One backup at a time."""

    code = "backup_running"
    message = "A backup is already being made."


class BackupMissingError(NotFoundError):
    """No manifest has this name: there is no such backup, or it was never finished."""

    code = "backup_missing"
    message = "There is no backup with this name."


class BackupKeyWrongError(BackupError):
    """It was sealed with another key."""

    code = "backup_key_wrong"
    message = "This backup was made with another key than the one that is set."


class BackupKeyInvalidError(BackupError):
    """The key is none."""

    code = "backup_key_invalid"
    message = "This is not a backup key: one begins with AGE-SECRET-KEY-1."


class BackupDamagedError(BackupError):
    """A part of it is missing, cut off or altered."""

    code = "backup_damaged"
    message = "The backup is damaged."


class PostgresProgramError(BackupError):
    """pg_dump or pg_restore is missing, too old, or failed."""

    code = "postgres_program_failed"
    message = "A PostgreSQL program failed."


class RestoreRefusedError(ConflictError):
    """Restoring here would destroy or confuse something."""

    code = "restore_refused"
    message = "The backup was not restored."
