"""Settings over HTTP: read and changed by staff, a part of them open to everybody."""

from dataclasses import dataclass
from functools import partial

from fastapi import status
from pydantic import BaseModel

from app.auth.dependencies import PUBLIC
from app.features.settings import service
from app.features.settings.permissions import SettingsManager, SettingsReader
from app.features.settings.schemas import (
    BackupSettings,
    BackupUpdate,
    ChecklistRead,
    ChecklistSettings,
    CompanySettings,
    Group,
    LocaleSettings,
    MailSettings,
    MailUpdate,
    PaymentSettings,
    PaymentUpdate,
    PublicConfigRead,
    RegistrationSettings,
    RetentionSettings,
    SettingsRead,
)
from app.web.dependencies import Reads, Session
from app.web.reads import read
from app.web.router import Router
from app.web.versions import ExpectedVersion

router = Router(prefix="/public", tags=["settings"])
admin = Router(prefix="/admin/settings", tags=["settings"])
checklist = Router(prefix="/admin/checklist", tags=["settings"])


@router.get(
    "/config",
    operation_id="settings_public_read",
    summary="What public pages say of the installation",
    dependencies=[PUBLIC],
)
async def read_public_config(session: Session) -> PublicConfigRead:
    """Return company, support contacts, defaults of new customers, and who may register."""
    return await service.public_config(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A group over HTTP: `answer` is `SettingsRead` of `kind`, `body` is what a change says."""

    kind: type[Group]
    answer: type[BaseModel]
    body: type[Group]
    summary: str
    change: str


_GROUPS = {
    "backups": _Group(
        kind=BackupSettings,
        answer=SettingsRead[BackupSettings],
        body=BackupUpdate,
        summary="Settings: backups",
        change="Set where backups go, when, and which stay",
    ),
    "company": _Group(
        kind=CompanySettings,
        answer=SettingsRead[CompanySettings],
        body=CompanySettings,
        summary="Settings: the company",
        change="Set the company",
    ),
    "locale": _Group(
        kind=LocaleSettings,
        answer=SettingsRead[LocaleSettings],
        body=LocaleSettings,
        summary="Settings: language, country, time zone and currency",
        change="Set language, country, time zone and currency",
    ),
    "mail": _Group(
        kind=MailSettings,
        answer=SettingsRead[MailSettings],
        body=MailUpdate,
        summary="Settings: the mail server",
        change="Set the mail server",
    ),
    "payments": _Group(
        kind=PaymentSettings,
        answer=SettingsRead[PaymentSettings],
        body=PaymentUpdate,
        summary="Settings: the payment provider",
        change="Set the payment provider",
    ),
    "registration": _Group(
        kind=RegistrationSettings,
        answer=SettingsRead[RegistrationSettings],
        body=RegistrationSettings,
        summary="Settings: who may register",
        change="Set who may register",
    ),
    "retention": _Group(
        kind=RetentionSettings,
        answer=SettingsRead[RetentionSettings],
        body=RetentionSettings,
        summary="Settings: how long things are kept",
        change="Set how long things are kept",
    ),
}


def _serve(name: str, group: _Group) -> None:
    """Add the two operations of a group: `admin_settings_<name>_read` and `…_update`."""

    async def read_group(session: Session, _reader: SettingsReader) -> SettingsRead[Group]:
        """Return the group as it counts now, with what the environment sets."""
        return await service.read(session, group.kind)

    async def update_group(
        body: Group, session: Session, manager: SettingsManager, expected: ExpectedVersion
    ) -> SettingsRead[Group]:
        """Store the group; it counts at once in every process."""
        await service.change(session, manager, body, expected)
        return await service.read(session, group.kind)

    # What FastAPI checks a request by, and documents, is this group's own model.
    update_group.__annotations__["body"] = group.body
    served = partial(admin.add_api_route, f"/{name}", response_model=group.answer)
    operation = f"admin_settings_{name}"
    served(read_group, methods=["GET"], operation_id=f"{operation}_read", summary=group.summary)
    served(update_group, methods=["PUT"], operation_id=f"{operation}_update", summary=group.change)


for _name, _group in _GROUPS.items():
    _serve(_name, _group)


@read(
    checklist,
    "",
    answer=ChecklistRead,
    operation_id="admin_checklist_read",
    summary="What a new installation still needs",
)
async def read_checklist(reads: Reads, reader: SettingsReader) -> bytes:
    """Return each step of the first run, and whether it is done; the second factor is one's own."""
    return await service.read_checklist(reads, reader)


@checklist.put(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    operation_id="admin_checklist_update",
    summary="Show the steps of the first run on the overview, or hide them",
)
async def update_checklist(
    body: ChecklistSettings, session: Session, staff: SettingsReader
) -> None:
    """Hide the steps for all staff, or show them again; steps are done by doing them only."""
    await service.show_checklist(session, staff, hidden=body.hidden)
