"""What is said about legal documents and consents."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.dao.query import ListQuery, PageRead, Sort
from app.dao.version import Version
from app.features.legal.models import LegalKind

__all__ = ["LegalKind"]

Markdown = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    ),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LegalText(_Body):
    """The text in every language of the panel, as Markdown without HTML."""

    ru: Markdown = ""
    en: Markdown = ""


class LegalHtml(BaseModel):
    """The text as HTML: made of Markdown here, so nothing in it runs."""

    ru: str
    en: str


class LegalVersionRead(BaseModel):
    """A published version, without its text."""

    id: UUID
    kind: LegalKind
    number: int
    requires_consent: bool
    published_at: datetime
    effective_at: datetime


class LegalVersionTextRead(LegalVersionRead):
    """A published version with its text; it never changes."""

    html: LegalHtml


class LegalPublicRead(BaseModel):
    """A document as the public sees it: what is in force, what comes, what was."""

    kind: LegalKind
    current: LegalVersionRead | None
    versions: Annotated[
        list[LegalVersionRead], Field(description="The newest first, those to come included")
    ]


class LegalIndexRead(BaseModel):
    """Every document that has a published version."""

    items: list[LegalPublicRead]


class LegalState(StrEnum):
    """Where a version stands in time."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CURRENT = "current"
    PAST = "past"


class LegalAction(StrEnum):
    """What the reader may do with a version."""

    UPDATE = "update"
    PUBLISH = "publish"
    DELETE = "delete"


ACTIONS: Mapping[LegalState, tuple[LegalAction, ...]] = {
    LegalState.DRAFT: tuple(LegalAction),
    LegalState.SCHEDULED: (),
    LegalState.CURRENT: (),
    LegalState.PAST: (),
}


class LegalDocumentRead(BaseModel):
    """A version as staff list it."""

    id: UUID
    kind: LegalKind
    number: int | None
    state: LegalState
    requires_consent: bool
    consents: Annotated[int, Field(description="How many people accepted this version")]
    created_at: datetime
    published_at: datetime | None
    effective_at: datetime | None
    version: Version
    allowed_actions: list[LegalAction]


class LegalDocumentTextRead(LegalDocumentRead):
    """A version as staff edit it: what was typed, and how it looks."""

    body: LegalText
    html: LegalHtml


class LegalDocumentQuery(ListQuery):
    """Which versions to list."""

    sort: Sort[Literal["created_at", "-created_at"]] = ["-created_at"]
    kind: list[LegalKind] | None = None
    state: list[LegalState] | None = None


LegalDocumentPage = PageRead[LegalDocumentRead]


class LegalDocumentCreate(_Body):
    """A draft; left out, the text is that of the newest version."""

    kind: LegalKind
    body: LegalText | None = None
    requires_consent: bool = True


class LegalDocumentUpdate(_Body):
    """A draft as it is from now on."""

    body: LegalText
    requires_consent: bool


class LegalPublish(_Body):
    """When a draft takes effect."""

    effective_at: Annotated[
        AwareDatetime | None, Field(description="Left out: at once; never in the past")
    ] = None


class ConsentRead(BaseModel):
    """A version that a person accepted."""

    document_id: UUID
    kind: LegalKind
    number: int
    accepted_at: datetime
    ip: Annotated[str | None, Field(description="Where from; forgotten after a while")]


class ConsentsRead(BaseModel):
    """What the person accepted, and what they are asked to accept."""

    pending: list[LegalVersionRead]
    accepted: list[ConsentRead]


class ConsentCreate(_Body):
    """Versions to accept; they must be in force."""

    document_ids: Annotated[list[UUID], Field(min_length=1, max_length=20)]
