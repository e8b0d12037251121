"""SQL on legal documents and consents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, String, and_, case, delete, exists, func, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy import literal_column as literal
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.core.ids import new_id
from app.dao.actions import by_state
from app.dao.base import BaseDAO, table_of
from app.dao.export import PERSON
from app.dao.read import JsonQuery
from app.dao.upsert import Upsert
from app.features.legal.models import LegalConsent, LegalDocument, LegalKind
from app.features.legal.schemas import ACTIONS, LegalAction, LegalState

NOW = func.statement_timestamp()
"""The database's clock: which version is in force is the same for every process."""


def _in_force() -> Any:  # noqa: ANN401  a condition
    """Tell the versions that took effect and are followed by none that has."""
    newer = table_of(LegalDocument).alias()
    follows = exists().where(
        newer.c.kind == col(LegalDocument.kind),
        newer.c.number > col(LegalDocument.number),
        newer.c.effective_at <= NOW,
    )
    return and_(_effective(), ~follows)


def _effective() -> Any:  # noqa: ANN401  a condition
    return and_(col(LegalDocument.number).is_not(None), col(LegalDocument.effective_at) <= NOW)


_STATE = sql_cast(
    case(
        (col(LegalDocument.number).is_(None), literal(f"'{LegalState.DRAFT.value}'")),
        (col(LegalDocument.effective_at) > NOW, literal(f"'{LegalState.SCHEDULED.value}'")),
        (_in_force(), literal(f"'{LegalState.CURRENT.value}'")),
        else_=literal(f"'{LegalState.PAST.value}'"),
    ),
    String,
)
_CONSENTS = (
    select(func.count())
    .where(col(LegalConsent.document_id) == col(LegalDocument.id))
    .correlate(LegalDocument)
    .scalar_subquery()
)


@lru_cache(maxsize=2)
def document_reads(may: frozenset[LegalAction]) -> JsonQuery:
    """Return versions as staff list them, for a reader who may do these actions."""
    rows = select(
        col(LegalDocument.id),
        col(LegalDocument.kind),
        col(LegalDocument.number),
        _STATE.label("state"),
        col(LegalDocument.requires_consent),
        _CONSENTS.label("consents"),
        col(LegalDocument.created_at),
        col(LegalDocument.published_at),
        col(LegalDocument.effective_at),
        col(LegalDocument.version),
        by_state(_STATE, ACTIONS, may).label("allowed_actions"),
    )
    return JsonQuery(rows=rows, key=col(LegalDocument.id))


EXPORT: Mapping[str, Select[Any]] = {
    "consents": select(
        col(LegalConsent.id),
        col(LegalDocument.kind).label("document"),
        col(LegalDocument.number),
        col(LegalDocument.effective_at),
        col(LegalConsent.accepted_at),
        col(LegalConsent.ip),
    )
    .join(LegalDocument, col(LegalDocument.id) == col(LegalConsent.document_id))
    .where(col(LegalConsent.user_id) == PERSON),
}
"""Sections of a person's data export by file name."""


class LegalDocumentDAO(BaseDAO[LegalDocument]):
    """SQL on versions of documents."""

    model = LegalDocument

    async def published(self) -> Sequence[LegalDocument]:
        """Return every published version, the newest first within its kind."""
        rows = self.rows().where(col(LegalDocument.number).is_not(None))
        ordered = rows.order_by(col(LegalDocument.kind), col(LegalDocument.number).desc())
        return (await self.session.scalars(ordered)).all()

    async def version(self, kind: LegalKind, number: int) -> LegalDocument | None:
        """Return one published version."""
        found: LegalDocument | None = await self.session.scalar(
            self.rows().where(col(LegalDocument.kind) == kind, col(LegalDocument.number) == number)
        )
        return found

    async def newest(self, kind: LegalKind) -> LegalDocument | None:
        """Return the published version with the highest number, whether or not it took effect."""
        rows = self.rows().where(col(LegalDocument.kind) == kind)
        numbered = rows.where(col(LegalDocument.number).is_not(None))
        found: LegalDocument | None = await self.session.scalar(
            numbered.order_by(col(LegalDocument.number).desc()).limit(1)
        )
        return found

    async def in_force(self) -> Sequence[LegalDocument]:
        """Return the version of each kind that counts now."""
        rows = self.rows().where(_in_force()).order_by(col(LegalDocument.kind))
        return (await self.session.scalars(rows)).all()

    async def moment(self) -> datetime:
        """Return the time by the database's clock."""
        found: datetime | None = await self.session.scalar(select(NOW))
        assert found is not None  # noqa: S101  a clock always answers
        return found

    async def pending(self, user_id: UUID) -> Sequence[LegalDocument]:
        """Return what is in force and the person accepted no version of that still counts.

        A version counts as long as none that came into force after it requires consent.
        """
        since, accepted = aliased(LegalDocument), aliased(LegalDocument)
        required = (
            select(func.max(col(since.number)))
            .where(
                col(since.kind) == col(LegalDocument.kind),
                col(since.requires_consent),
                col(since.effective_at) <= NOW,
            )
            .correlate(LegalDocument)
            .scalar_subquery()
        )
        given = exists().where(
            col(LegalConsent.user_id) == user_id,
            col(LegalConsent.document_id) == col(accepted.id),
            col(accepted.kind) == col(LegalDocument.kind),
            col(accepted.number) >= required,
        )
        rows = self.rows().where(_in_force(), required.is_not(None), ~given)
        return (await self.session.scalars(rows.order_by(col(LegalDocument.kind)))).all()


_CONSENT = Upsert(
    LegalConsent,
    target="ON CONSTRAINT uq_legal_consent_user_document",
    returning="document_id",
)


class LegalConsentDAO(BaseDAO[LegalConsent]):
    """SQL on consents."""

    model = LegalConsent

    async def give(
        self, user_id: UUID, document_ids: Collection[UUID], ip: str, now: datetime
    ) -> Sequence[UUID]:
        """Note consents and return those that are new; what was accepted before stays as it is."""
        rows = [
            {
                "id": new_id(),
                "user_id": user_id,
                "document_id": document_id,
                "accepted_at": now,
                "ip": ip or None,
            }
            for document_id in sorted(document_ids)
        ]
        return await _CONSENT.put_all(self.session, rows)

    async def of_person(self, user_id: UUID) -> Sequence[Row[Any]]:
        """Return what the person accepted with the versions, the newest first."""
        rows = (
            select(LegalConsent, LegalDocument)
            .join(LegalDocument, col(LegalDocument.id) == col(LegalConsent.document_id))
            .where(col(LegalConsent.user_id) == user_id)
            .order_by(col(LegalConsent.accepted_at).desc(), col(LegalConsent.id).desc())
        )
        return (await self.session.execute(rows)).all()

    async def blank_addresses(self, before: datetime) -> int:
        """Forget where consents older than this came from; returns how many."""
        gone = await self.session.scalars(
            update(LegalConsent)
            .where(col(LegalConsent.ip).is_not(None), col(LegalConsent.accepted_at) < before)
            .values(ip=None)
            .returning(col(LegalConsent.id)),
            execution_options={"synchronize_session": False},
        )
        return len(gone.all())

    async def remove_all(self, user_id: UUID) -> None:
        """Delete the consents of a person who is forgotten."""
        await self.session.execute(
            delete(LegalConsent)
            .where(col(LegalConsent.user_id) == user_id)
            .execution_options(synchronize_session=False)
        )
