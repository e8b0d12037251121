"""Templates of mails over HTTP."""

from typing import Annotated

from fastapi import Path

from app.core.locale import Locale
from app.features.notifications import service
from app.features.notifications.permissions import TemplateEditor, TemplateReader
from app.features.notifications.schemas import (
    MailPreviewRead,
    MailTemplateHistory,
    MailTemplateList,
    MailTemplateRead,
    MailTemplateUpdate,
    MailTestRead,
)
from app.web.dependencies import Session, Work
from app.web.router import Router
from app.web.versions import ExpectedVersion

templates = Router(prefix="/admin/mail-templates", tags=["mail"])
Name = Annotated[str, Path(max_length=100, pattern="^[a-z_]+$", examples=["invoice_paid"])]
_ONE = "/{name}/{locale}"


@templates.get("", operation_id="admin_templates_list", summary="Every kind of e-mail")
async def list_templates(session: Session, _reader: TemplateReader) -> MailTemplateList:
    """List what is mailed, in groups, with what staff have changed."""
    return await service.list_templates(session)


@templates.get(_ONE, operation_id="admin_templates_read", summary="One declared in a language")
async def read_template(
    session: Session, _reader: TemplateReader, name: Name, locale: Locale
) -> MailTemplateRead:
    """Return its subject and body as they count now, and the variables it may use."""
    return await service.read_template(session, name, locale)


@templates.get(
    f"{_ONE}/versions",
    operation_id="admin_templates_versions_list",
    summary="What an e-mail said before",
)
async def list_versions(
    session: Session, _reader: TemplateReader, name: Name, locale: Locale
) -> MailTemplateHistory:
    """List the newest versions with their authors."""
    return await service.read_history(session, name, locale)


@templates.put(_ONE, operation_id="admin_templates_update", summary="Change an e-mail")
async def update_template(
    body: MailTemplateUpdate,
    session: Session,
    editor: TemplateEditor,
    expected: ExpectedVersion,
    name: Name,
    locale: Locale,
) -> MailTemplateRead:
    """Check it with sample values and store it; the next e-mail says it."""
    return await service.change_template(session, editor, name, locale, body, expected)


@templates.post(
    f"{_ONE}/actions/reset", operation_id="admin_templates_reset", summary="Take the default"
)
async def reset_template(
    session: Session, editor: TemplateEditor, expected: ExpectedVersion, name: Name, locale: Locale
) -> MailTemplateRead:
    """Let the e-mail say what this release says."""
    return await service.reset_template(session, editor, name, locale, expected)


@templates.post(
    f"{_ONE}/actions/preview",
    operation_id="admin_templates_preview",
    summary="See a draft with sample values",
)
async def preview_template(
    body: MailTemplateUpdate, session: Session, reader: TemplateReader, name: Name, locale: Locale
) -> MailPreviewRead:
    """Render a draft as text and as HTML; nothing is stored."""
    return await service.preview_template(session, reader, name, locale, body)


@templates.post(
    f"{_ONE}/actions/test",
    operation_id="admin_templates_test",
    summary="Send a draft to oneself",
)
async def test_template(
    body: MailTemplateUpdate, work: Work, reader: TemplateReader, name: Name, locale: Locale
) -> MailTestRead:
    """Send it now with sample values and tell what the server said."""
    return await service.test_template(work, reader, name, locale, body)
