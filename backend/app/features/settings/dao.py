"""SQL on settings."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import JsonQuery, json_object
from app.events.models import AuditRecord
from app.features.settings.audit import AuditAction
from app.features.settings.models import SettingGroup, SettingVersion
from app.manifest import ChecklistStep

_PAYMENTS_VERSION = (
    select(func.max(col(SettingVersion.version)))
    .where(col(SettingVersion.setting_group) == SettingGroup.PAYMENTS)
    .scalar_subquery()
)
PAYABLE = select(col(SettingVersion.id)).where(
    col(SettingVersion.setting_group) == SettingGroup.PAYMENTS,
    col(SettingVersion.version) == _PAYMENTS_VERSION,
    col(SettingVersion.content)["enabled"].as_boolean(),
)
"""The payment provider where customers are offered it: it is complete then."""

DESCRIBED = (
    select(col(SettingVersion.id))
    .where(col(SettingVersion.setting_group) == SettingGroup.COMPANY)
    .limit(1)
)
"""Any version of the company: until there is one, it is called as this program is."""

_MAIL_CHANGED_AT = (
    select(func.max(col(SettingVersion.created_at)))
    .where(col(SettingVersion.setting_group) == SettingGroup.MAIL)
    .scalar_subquery()
)
MAIL_TESTED = select(col(AuditRecord.id)).where(
    col(AuditRecord.action) == AuditAction.MAIL_TESTED,
    col(AuditRecord.changes)["sent"].as_boolean(),
    or_(_MAIL_CHANGED_AT.is_(None), col(AuditRecord.at) > _MAIL_CHANGED_AT),
)
"""Test mails that the server took, as it is set now."""


def _is_done(step: ChecklistStep) -> ColumnElement[bool]:
    if step.given is None:
        return step.done.exists()
    return or_(bindparam(f"given_{step.name}", type_=Boolean()), step.done.exists())


def checklist_of(steps: Sequence[ChecklistStep]) -> JsonQuery:
    """Return the source of `ChecklistRead`; `given_<name>` is what the environment says."""
    hidden = (
        select(col(SettingVersion.content)["hidden"].as_boolean())
        .where(col(SettingVersion.setting_group) == SettingGroup.CHECKLIST)
        .order_by(col(SettingVersion.version).desc())
        .limit(1)
        .scalar_subquery()
    )
    parts = (
        json_object(name=literal(one.name), path=literal(one.path), done=_is_done(one))
        for one in steps
    )
    rows: Select[tuple[bool, list[object]]] = select(
        func.coalesce(hidden, false()).label("hidden"),
        func.json_build_array(*parts).label("steps"),
    )
    return JsonQuery(rows=rows)


class SettingVersionDAO(BaseDAO[SettingVersion]):
    """SQL on versions of settings."""

    model = SettingVersion

    async def lock_group(self, group: SettingGroup) -> None:
        """Let nobody else change the group until the unit of work ends."""
        key = crc32(f"settings.{group}".encode())
        await self.session.execute(select(func.pg_advisory_xact_lock(key)))

    async def current(self, group: SettingGroup) -> SettingVersion | None:
        """Return the version that counts; None where nothing was ever stored."""
        rows = self.rows().where(col(SettingVersion.setting_group) == group)
        found: SettingVersion | None = await self.session.scalar(
            rows.order_by(col(SettingVersion.version).desc()).limit(1)
        )
        return found

    async def first_use(self, uses: Mapping[str, Select[Any]], currency: str) -> str | None:
        """Return the first name whose select finds a row in another currency than this."""
        for name, rows in uses.items():
            if await self.session.scalar(rows.limit(1), {"currency": currency}) is not None:
                return name
        return None

    async def all_current(self) -> Sequence[SettingVersion]:
        """Return the version that counts of every group that has any."""
        group = col(SettingVersion.setting_group)
        # A later release may have left groups that this one does not know.
        known = self.rows().where(group.in_(tuple(SettingGroup)))
        rows = known.distinct(group).order_by(group, col(SettingVersion.version).desc())
        return (await self.session.scalars(rows)).all()
