"""SQL on e-mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from app.celery.job import Job, JobState
from app.dao.base import BaseDAO
from app.dao.upsert import Upsert
from app.features.notifications.models import Mail, MailState

_NAMED = ("inviter", "user_name", "staff_name", "account_name")
"""Where e-mails name people, and accounts, that they are not addressed to."""

_WRITE = Upsert(Mail, "ON CONSTRAINT uq_mail_event_recipient_template")


class MailDAO(BaseDAO[Mail]):
    """SQL on e-mails."""

    model = Mail

    async def write(self, emails: Sequence[Mail]) -> Sequence[UUID]:
        """Keep e-mails to be sent; returns the ids of those that were not written before."""
        return await _WRITE.put_all(self.session, [email.model_dump() for email in emails])

    async def was_written(self, template: str, params: Mapping[str, Any], since: datetime) -> bool:
        """Tell whether such an e-mail, with at least these params, was written since then."""
        rows = select(col(Mail.id)).where(
            col(Mail.template) == template,
            col(Mail.created_at) >= since,
            col(Mail.params).contains(dict(params)),
        )
        return await self.session.scalar(rows.limit(1)) is not None

    async def prune(self, before: datetime) -> None:
        """Delete the e-mails written before then; one that is still to be sent stays."""
        await self.session.execute(
            delete(Mail).where(col(Mail.created_at) < before, col(Mail.state) != MailState.PENDING)
        )

    async def forget(self, user_id: UUID, email: str, instead: str) -> None:
        """Blank the e-mails to a person, and those to their address."""
        theirs = or_(
            col(Mail.user_id) == user_id, func.lower(col(Mail.recipient)) == func.lower(email)
        )
        blank: dict[str, Any] = {
            "recipient": instead,
            "name": "",
            "params": {},
            "sealed": None,
            "error": None,
        }
        await self.session.execute(
            update(Mail).where(theirs).values(blank).execution_options(synchronize_session=False)
        )

    async def blank_names(self, names: Sequence[str]) -> None:
        """Blank names where e-mails to others say who did something, and where."""
        for key in _NAMED:
            await self.session.execute(
                update(Mail)
                .where(col(Mail.params)[key].astext.in_(names))
                .values(params=col(Mail.params).op("||")(literal({key: ""}, JSONB)))
                .execution_options(synchronize_session=False)
            )

    async def give_up(self, mail_id: UUID, error: str) -> None:
        """Note that an e-mail could not be sent."""
        unsent = update(Mail).where(col(Mail.id) == mail_id, col(Mail.state) != MailState.SENT)
        await self.session.execute(unsent.values(state=MailState.FAILED, error=error))


INVARIANTS: dict[str, Select[Any]] = {
    "notifications.unsent_mail_has_its_job": select(col(Mail.id), col(Mail.template)).where(
        col(Mail.state) == MailState.PENDING,
        ~select(col(Job.id))
        .where(
            col(Job.key) == "mail:" + cast(col(Mail.id), String),
            col(Job.state).in_([JobState.PENDING, JobState.LEASED]),
        )
        .correlate(Mail)
        .exists(),
    ),
}
"""Selects that must find nothing."""
