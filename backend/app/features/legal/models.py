"""Tables of legal documents: immutable versions, and consents of people to them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Column, Field

from app.core import clock
from app.dao.base import TableModel, VersionedModel, text_enum, timestamp


class LegalKind(StrEnum):
    """Which document; each has an address of its own on the public pages."""

    TERMS = "terms"
    PRIVACY = "privacy"


class LegalDocument(VersionedModel, table=True):
    """One version of a document, Markdown by language; without a number it is a draft.

    A trigger lets nothing of a published version change. The version in force is the one with the
    highest number that took effect; who accepted none since the last one with `requires_consent`
    is asked.
    """

    __tablename__ = "legal_document"
    __table_args__ = (
        UniqueConstraint("kind", "number", name="uq_legal_document_kind_number"),
        CheckConstraint(
            "(number IS NULL) = (published_at IS NULL) AND number > 0"
            " AND (effective_at >= published_at OR number IS NULL)",
            name="published_whole",
        ),
        Index(
            "uq_legal_document_draft",
            "kind",
            unique=True,
            postgresql_where=text("number IS NULL"),
        ),
        Index("ix_legal_document_created", "created_at", "id"),
    )

    kind: LegalKind = text_enum(LegalKind)
    number: int | None = None
    body: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    requires_consent: bool = True
    created_at: datetime = timestamp(default_factory=clock.now)
    published_at: datetime | None = timestamp(default=None)
    effective_at: datetime | None = timestamp(default=None)
    author_id: UUID | None = None


class LegalConsent(TableModel, table=True):
    """A person accepted a version. The address is blanked when the log of addresses forgets it."""

    __tablename__ = "legal_consent"
    __table_args__ = (
        UniqueConstraint("user_id", "document_id", name="uq_legal_consent_user_document"),
        Index("ix_legal_consent_document_id", "document_id"),
        Index("ix_legal_consent_ip", "accepted_at", postgresql_where=text("ip IS NOT NULL")),
    )

    user_id: UUID = Field(foreign_key="user.id")
    document_id: UUID = Field(foreign_key="legal_document.id")
    accepted_at: datetime = timestamp(default_factory=clock.now)
    ip: str | None = None
