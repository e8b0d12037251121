"""SQL on the templates that staff write."""

from collections.abc import Sequence
from uuid import UUID
from zlib import crc32

from sqlalchemy import func, select, update
from sqlmodel import col

from app.core import clock
from app.core.locale import Locale
from app.dao.base import BaseDAO
from app.features.notifications.models import MailTemplateVersion
from app.features.users.models import User

_ROW = MailTemplateVersion


class MailTemplateDAO(BaseDAO[MailTemplateVersion]):
    """SQL on versions of templates."""

    model = MailTemplateVersion

    async def lock_template(self, template: str, locale: Locale) -> None:
        """Let nobody else change this template until the unit of work ends."""
        key = crc32(f"mail_template.{template}.{locale}".encode())
        await self.session.execute(select(func.pg_advisory_xact_lock(key)))

    async def current(self, template: str, locale: Locale) -> MailTemplateVersion | None:
        """Return the version that counts; None where nobody ever changed it."""
        found = await self.versions(template, locale, 1)
        return found[0] if found else None

    async def versions(
        self, template: str, locale: Locale, limit: int
    ) -> Sequence[MailTemplateVersion]:
        """Return the newest versions, the newest first."""
        rows = self.rows().where(col(_ROW.template) == template, col(_ROW.locale) == locale)
        newest = rows.order_by(col(_ROW.version).desc()).limit(limit)
        return (await self.session.scalars(newest)).all()

    async def authors(self, template: str, locale: Locale) -> dict[UUID, str]:
        """Return the names of those who wrote versions of a template."""
        rows = (
            select(col(User.id), col(User.name))
            .join(_ROW, col(_ROW.author_id) == col(User.id))
            .where(col(_ROW.template) == template, col(_ROW.locale) == locale)
        )
        return {found.id: found.name for found in await self.session.execute(rows)}

    async def all_current(self) -> Sequence[MailTemplateVersion]:
        """Return the version that counts of every template that has any."""
        key = (col(_ROW.template), col(_ROW.locale))
        rows = self.rows().distinct(*key).order_by(*key, col(_ROW.version).desc())
        return (await self.session.scalars(rows)).all()

    async def note_failure(self, version_id: UUID, failure: str) -> MailTemplateVersion | None:
        """Note that a version could not be used; None where that is known, or it is gone."""
        noted = (
            update(_ROW)
            .where(col(_ROW.id) == version_id, col(_ROW.failed_at).is_(None))
            .values(failed_at=clock.now(), failure=failure)
            .returning(_ROW)
        )
        found: MailTemplateVersion | None = await self.session.scalar(noted)
        return found
