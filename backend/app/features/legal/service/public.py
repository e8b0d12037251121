"""Legal documents as everybody reads them."""

from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFoundError
from app.features.legal.dao import LegalDocumentDAO
from app.features.legal.models import LegalDocument, LegalKind
from app.features.legal.providers.markdown import html_of
from app.features.legal.schemas import (
    LegalHtml,
    LegalIndexRead,
    LegalPublicRead,
    LegalVersionRead,
    LegalVersionTextRead,
)


def version_read(document: LegalDocument) -> LegalVersionRead:
    """Return a published version without its text."""
    return LegalVersionRead.model_validate(document, from_attributes=True)


def rendered(document: LegalDocument) -> LegalHtml:
    """Return the text of a version as HTML."""
    return LegalHtml(**{locale: html_of(text) for locale, text in document.body.items()})


async def read_index(session: AsyncSession) -> LegalIndexRead:
    """Return every document with its published versions, without texts."""
    dao = LegalDocumentDAO(session)
    in_force = {one.kind: version_read(one) for one in await dao.in_force()}
    items = [
        LegalPublicRead(
            kind=kind, current=in_force.get(kind), versions=[version_read(one) for one in versions]
        )
        for kind, versions in groupby(await dao.published(), key=lambda one: one.kind)
    ]
    return LegalIndexRead(items=items)


async def read_version(session: AsyncSession, kind: LegalKind, number: int) -> LegalVersionTextRead:
    """Return a published version with its text; raises NotFoundError."""
    document = await LegalDocumentDAO(session).version(kind, number)
    if document is None:
        raise NotFoundError
    return LegalVersionTextRead(**version_read(document).model_dump(), html=rendered(document))
