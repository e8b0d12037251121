"""SQL on one-time codes and the messages that carry them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.features.users.models import MAX_TRIES, CodePurpose, OneTimeCode, TextMessage

_ANEW = {"synchronize_session": False, "populate_existing": True}


def _open(user_id: UUID, *purposes: CodePurpose) -> ColumnElement[bool]:
    return and_(
        col(OneTimeCode.user_id) == user_id,
        col(OneTimeCode.purpose).in_(purposes),
        col(OneTimeCode.closed_at).is_(None),
    )


class OneTimeCodeDAO(BaseDAO[OneTimeCode]):
    """SQL on one-time codes."""

    model = OneTimeCode

    async def close(self, user_id: UUID, *purposes: CodePurpose, now: datetime) -> int:
        """Let the person's open codes of these kinds stop counting; return how many there were."""
        closed = await self.session.scalars(
            update(OneTimeCode)
            .where(_open(user_id, *purposes))
            .values(closed_at=now)
            .returning(col(OneTimeCode.id))
            .execution_options(**_ANEW)
        )
        return len(closed.all())

    async def opened(self, user_id: UUID, purpose: CodePurpose) -> OneTimeCode | None:
        """Return the person's open code of this kind, fresh, however old."""
        found: OneTimeCode | None = await self.session.scalar(
            select(OneTimeCode)
            .where(_open(user_id, purpose))
            .execution_options(populate_existing=True)
        )
        return found

    async def asked(
        self, user_id: UUID, purpose: CodePurpose, since: datetime
    ) -> tuple[int, datetime | None]:
        """Return how many codes of this kind were asked for since then, and when the last was."""
        counted = await self.session.execute(
            select(func.count(), func.max(col(OneTimeCode.created_at))).where(
                col(OneTimeCode.user_id) == user_id,
                col(OneTimeCode.purpose) == purpose,
                col(OneTimeCode.created_at) > since,
            )
        )
        number, last = counted.one()
        return number, last

    async def by_link(self, token_digest: str) -> OneTimeCode | None:
        """Return the open code with this link, however old."""
        found: OneTimeCode | None = await self.session.scalar(
            select(OneTimeCode).where(
                col(OneTimeCode.token_digest) == token_digest, col(OneTimeCode.closed_at).is_(None)
            )
        )
        return found

    async def expire(self, token_digest: str, at: datetime) -> None:
        """Let the code with this link count until then; nothing where it was used."""
        await self._change(
            and_(
                col(OneTimeCode.token_digest) == token_digest, col(OneTimeCode.closed_at).is_(None)
            ),
            expires_at=at,
        )

    async def spend_link(
        self, token_digest: str, purpose: CodePurpose, now: datetime
    ) -> OneTimeCode | None:
        """Use the code with this link and return it; None where it does not count."""
        return await self._change(
            and_(
                col(OneTimeCode.token_digest) == token_digest,
                col(OneTimeCode.purpose) == purpose,
                col(OneTimeCode.closed_at).is_(None),
                col(OneTimeCode.expires_at) > now,
            ),
            closed_at=now,
        )

    async def try_code(
        self, user_id: UUID, purpose: CodePurpose, now: datetime
    ) -> OneTimeCode | None:
        """Count one more try of the person's code and return it; None when it is over."""
        return await self._change(
            and_(
                _open(user_id, purpose),
                col(OneTimeCode.code_digest).is_not(None),
                col(OneTimeCode.expires_at) > now,
                col(OneTimeCode.tries) < MAX_TRIES,
            ),
            tries=col(OneTimeCode.tries) + 1,
        )

    async def purge(self, before: datetime) -> None:
        """Delete the codes asked for before then that do not count any more."""
        await self.session.execute(
            delete(OneTimeCode).where(
                col(OneTimeCode.created_at) < before,
                or_(col(OneTimeCode.closed_at).is_not(None), col(OneTimeCode.expires_at) < before),
            )
        )

    async def _change(self, where: ColumnElement[bool], **values: Any) -> OneTimeCode | None:  # noqa: ANN401  columns
        changed: OneTimeCode | None = await self.session.scalar(
            update(OneTimeCode)
            .where(where)
            .values(**values)
            .returning(OneTimeCode)
            .execution_options(**_ANEW)
        )
        return changed


class TextMessageDAO(BaseDAO[TextMessage]):
    """SQL on text messages."""

    model = TextMessage

    async def sent_to(self, recipient: str, since: datetime) -> int:
        """Return how many messages a number was to get since then, whoever asked."""
        counted = await self.session.scalar(
            select(func.count())
            .select_from(TextMessage)
            .where(col(TextMessage.recipient) == recipient, col(TextMessage.created_at) > since)
        )
        return counted or 0
