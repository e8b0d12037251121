"""SQL on e-mails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from app.auth.roles import MemberRole
from app.celery.job import Job, JobState
from app.dao.base import BaseDAO
from app.dao.query import EXACT_UP_TO
from app.dao.upsert import Upsert
from app.features.accounts.models import AccountMember
from app.features.notifications.models import Mail, MailFailure, MailState

_NAMED = ("inviter", "user_name", "staff_name", "account_name")
"""Where e-mails name people, and accounts, that they are not addressed to."""

_WRITE = Upsert(Mail, "ON CONSTRAINT uq_mail_event_recipient_template")


@dataclass(frozen=True, slots=True)
class FailedSince:
    """The failed e-mails that were written from `since` to `until`, behind `after`."""

    since: datetime
    until: datetime
    after: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Tell which they are."""
        found = [
            col(Mail.state) == MailState.FAILED,
            col(Mail.created_at) >= self.since,
            col(Mail.created_at) <= self.until,
        ]
        return found if self.after is None else [*found, col(Mail.id) > self.after]


class MailFailureDAO(BaseDAO[MailFailure]):
    """SQL on attempts at e-mails that failed."""

    model = MailFailure

    async def of(self, mail_id: UUID, limit: int) -> list[MailFailure]:
        """Return the newest attempts at an e-mail that failed, the newest first."""
        found = await self.session.scalars(
            self.rows()
            .where(col(MailFailure.mail_id) == mail_id)
            .order_by(col(MailFailure.at).desc(), col(MailFailure.id).desc())
            .limit(limit)
        )
        return list(found)


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
            "subject": None,
            "body": None,
        }
        failed = select(col(Mail.id)).where(theirs)
        await self.session.execute(
            delete(MailFailure)
            .where(col(MailFailure.mail_id).in_(failed))
            .execution_options(synchronize_session=False)
        )
        await self.session.execute(
            update(Mail).where(theirs).values(blank).execution_options(synchronize_session=False)
        )

    async def blank_names(self, names: Sequence[str]) -> None:
        """Blank names where e-mails to others say who did something, and where."""
        for key in _NAMED:
            await self.session.execute(
                update(Mail)
                .where(col(Mail.params)[key].astext.in_(names))
                .values(
                    params=col(Mail.params).op("||")(literal({key: ""}, JSONB)),
                    subject=None,
                    body=None,
                )
                .execution_options(synchronize_session=False)
            )

    async def owned_accounts(self, user_ids: Sequence[UUID]) -> dict[UUID | None, UUID]:
        """Return the account of each of these people: the first that they own."""
        if not user_ids:
            return {}
        owned = (
            select(col(AccountMember.user_id), col(AccountMember.account_id))
            .where(
                col(AccountMember.user_id).in_(user_ids),
                col(AccountMember.role) == MemberRole.OWNER,
            )
            .order_by(col(AccountMember.created_at).desc(), col(AccountMember.id).desc())
        )
        found = (await self.session.execute(owned)).all()
        return {one.user_id: one.account_id for one in found}

    async def sent_again(self, original_id: UUID, since: datetime) -> list[datetime]:
        """Return when an e-mail was sent once more since then, the first one first."""
        found = await self.session.scalars(
            select(col(Mail.created_at))
            .where(col(Mail.original_id) == original_id, col(Mail.created_at) > since)
            .order_by(col(Mail.created_at))
        )
        return list(found)

    async def job_of(self, mail_id: UUID) -> Job | None:
        """Return the job that sends an e-mail; it is deleted some time after it is done."""
        found: Job | None = await self.session.scalar(
            select(Job).where(col(Job.key) == f"mail:{mail_id}")
        )
        return found

    async def await_again(self, failed: FailedSince, limit: int) -> tuple[list[UUID], list[UUID]]:
        """Let e-mails whose jobs are dead wait again, the oldest first; return both's ids."""
        found = await self.session.execute(
            select(col(Mail.id), col(Job.id))
            .join(Job, col(Job.key) == "mail:" + cast(col(Mail.id), String))
            .where(*failed.conditions(), col(Job.state) == JobState.DEAD)
            .order_by(col(Mail.id))
            .limit(limit)
            .with_for_update()
        )
        rows = found.all()
        mails = [mail_id for mail_id, _ in rows]
        await self.session.execute(
            update(Mail)
            .where(col(Mail.id).in_(mails))
            .values(state=MailState.PENDING, error=None)
            .execution_options(synchronize_session=False)
        )
        return mails, [job_id for _, job_id in rows]

    async def count_failed(self, failed: FailedSince) -> int:
        """Count failed e-mails, up to EXACT_UP_TO."""
        few = select(col(Mail.id)).where(*failed.conditions()).limit(EXACT_UP_TO).subquery()
        return await self.session.scalar(select(func.count()).select_from(few)) or 0

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
