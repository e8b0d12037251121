"""Use cases of the templates that staff write: each change is a version, the newest counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings, get_settings
from app.dao.session import UnitsOfWork
from app.dao.version import Expected
from app.events.audit import AuditEntry, record
from app.features.brand import service as brand
from app.features.notifications.audit import AuditAction
from app.features.notifications.dao.templates import MailTemplateDAO
from app.features.notifications.errors import MailTemplateInvalidError
from app.features.notifications.models import MailTemplateVersion
from app.features.notifications.providers.language import shared_variables
from app.features.notifications.providers.look import Look, look_of
from app.features.notifications.providers.rendering import (
    FaultyFieldError,
    Rendered,
    Source,
    default_source,
    preview,
)
from app.features.notifications.schemas import (
    LocalizedText,
    MailPreviewRead,
    MailTemplateHistory,
    MailTemplateList,
    MailTemplateRead,
    MailTemplateState,
    MailTemplateSummary,
    MailTemplateUpdate,
    MailTemplateVersionRead,
    MailTestRead,
    MailVariableRead,
)
from app.features.notifications.service.testing import deliver_to
from app.features.settings import service as settings
from app.features.users import service as users
from app.manifest import MailGroup, MailTemplate, Words, mail_templates

_SHOWN_VERSIONS = 50
_DEFAULT_VERSION = 1


def _declared(name: str) -> MailTemplate:
    declared = mail_templates().get(name)
    if declared is None or not declared.mailed:
        raise NotFoundError
    return declared


def localized(text: Words) -> LocalizedText:
    """Return words as the API says them."""
    return LocalizedText(ru=text[Locale.RU], en=text[Locale.EN])


async def list_templates(session: AsyncSession) -> MailTemplateList:
    """Return every kind of e-mail with what it says now."""
    rows = {(row.template, row.locale): row for row in await MailTemplateDAO(session).all_current()}
    return MailTemplateList(items=[_summary(one, rows) for one in listed_templates()])


def listed_templates() -> list[MailTemplate]:
    """Return every kind of e-mail, in the order of groups."""
    order = list(MailGroup)
    return sorted(
        (one for one in mail_templates().values() if one.mailed),
        key=lambda one: order.index(one.group),
    )


def _summary(
    declared: MailTemplate, rows: Mapping[tuple[str, Locale], MailTemplateVersion]
) -> MailTemplateSummary:
    return MailTemplateSummary(
        name=declared.name,
        group=declared.group,
        title=localized(declared.title),
        locales=[_state(declared, locale, rows.get((declared.name, locale))) for locale in Locale],
    )


def _state(
    declared: MailTemplate, locale: Locale, row: MailTemplateVersion | None
) -> MailTemplateState:
    return MailTemplateState(
        locale=locale,
        subject=_source(declared, locale, row).subject,
        customized=_is_own(row),
        changed_at=row.created_at if row else None,
        failure=row.failure if row else None,
    )


def _is_own(row: MailTemplateVersion | None) -> bool:
    return row is not None and row.subject is not None


def _source(declared: MailTemplate, locale: Locale, row: MailTemplateVersion | None) -> Source:
    if row is None or row.subject is None or row.body is None:
        return default_source(declared.name, locale)
    return Source(row.subject, row.body)


async def read_template(session: AsyncSession, name: str, locale: Locale) -> MailTemplateRead:
    """Return what an e-mail says in a language, and what it may say; raises NotFoundError."""
    declared = _declared(name)
    row = await MailTemplateDAO(session).current(name, locale)
    default, source = default_source(name, locale), _source(declared, locale, row)
    return MailTemplateRead(
        name=name,
        group=declared.group,
        title=localized(declared.title),
        locale=locale,
        version=row.version if row else _DEFAULT_VERSION,
        subject=source.subject,
        body=source.body,
        default_subject=default.subject,
        default_body=default.body,
        customized=_is_own(row),
        failure=row.failure if row else None,
        variables=_variables(declared),
    )


def _variables(declared: MailTemplate) -> list[MailVariableRead]:
    own = sorted(shared_variables(declared), key=lambda one: not one.required)
    return [
        MailVariableRead(
            name=one.name,
            kind=one.kind,
            about=localized(one.about),
            required=one.required,
            optional=one.optional,
            secret=one.secret,
        )
        for one in own
    ]


async def read_history(session: AsyncSession, name: str, locale: Locale) -> MailTemplateHistory:
    """Return the newest versions of a template with their authors; raises NotFoundError."""
    _declared(name)
    templates = MailTemplateDAO(session)
    authors = await templates.authors(name, locale)
    rows: Sequence[MailTemplateVersion] = await templates.versions(name, locale, _SHOWN_VERSIONS)
    return MailTemplateHistory(
        items=[
            MailTemplateVersionRead(
                version=row.version,
                subject=row.subject,
                body=row.body,
                author=authors.get(row.author_id, "") if row.author_id else "",
                created_at=row.created_at,
                failure=row.failure,
            )
            for row in rows
        ]
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """The staff member that a preview is made for."""

    email: str
    time_zone: str
    server: Settings
    shared: Mapping[str, str]
    look: Look


async def _reader(session: AsyncSession, staff: Principal) -> _Reader:
    person = await users.contact(session, staff.user_id)
    server = await settings.overlaid(session, get_settings())
    shown = await brand.read(session)
    shared = {"company": shown.name, "public_url": server.public_url}
    look = look_of(shown, server.public_url)
    return _Reader(person.email, person.time_zone, server, shared, look)


def _previewed(
    declared: MailTemplate, locale: Locale, reader: _Reader, wanted: MailTemplateUpdate
) -> Rendered:
    source = Source(wanted.subject, wanted.body)
    try:
        return preview(declared, locale, reader.time_zone, reader.shared, source, reader.look)
    except FaultyFieldError as faulty:
        fault = faulty.fault
        raise MailTemplateInvalidError(
            field=faulty.field, line=fault.line, problem=fault.problem, name=fault.name
        ) from faulty


async def preview_template(
    session: AsyncSession, staff: Principal, name: str, locale: Locale, wanted: MailTemplateUpdate
) -> MailPreviewRead:
    """Return a draft with sample values; raises NotFoundError, MailTemplateInvalidError."""
    found = _previewed(_declared(name), locale, await _reader(session, staff), wanted)
    return MailPreviewRead(subject=found.subject, text=found.text, html=found.html)


async def change_template(
    session: AsyncSession,
    staff: Principal,
    name: str,
    locale: Locale,
    wanted: MailTemplateUpdate,
    expected: Expected,
) -> MailTemplateRead:
    """Store another version, which counts from the next e-mail on.

    Raises NotFoundError, PreconditionFailedError and MailTemplateInvalidError. What stays as it is
    makes no version; what is the default again is stored as such.
    """
    declared = _declared(name)
    _previewed(declared, locale, await _reader(session, staff), wanted)
    source = Source(wanted.subject, wanted.body)
    own = None if source == default_source(name, locale) else source
    await _store(session, staff, declared, locale, own, expected)
    return await read_template(session, name, locale)


async def reset_template(
    session: AsyncSession, staff: Principal, name: str, locale: Locale, expected: Expected
) -> MailTemplateRead:
    """Let an e-mail say what this release says; raises NotFoundError, PreconditionFailedError."""
    await _store(session, staff, _declared(name), locale, None, expected)
    return await read_template(session, name, locale)


async def _store(
    session: AsyncSession,
    staff: Principal,
    declared: MailTemplate,
    locale: Locale,
    own: Source | None,
    expected: Expected,
) -> None:
    templates = MailTemplateDAO(session)
    await templates.lock_template(declared.name, locale)
    row = await templates.current(declared.name, locale)
    expected.check_version(row.version if row else _DEFAULT_VERSION)
    before = _source(declared, locale, row)
    after = own or default_source(declared.name, locale)
    if before == after and _is_own(row) == (own is not None):
        return
    await templates.add(
        MailTemplateVersion(
            template=declared.name,
            locale=locale,
            version=(row.version if row else _DEFAULT_VERSION) + 1,
            subject=own.subject if own else None,
            body=own.body if own else None,
            author_id=staff.user_id,
            created_at=clock.now(),
        )
    )
    action = AuditAction.TEMPLATE_CHANGED if own else AuditAction.TEMPLATE_RESET
    changes = {"template": declared.name, "language": locale.value} | _differences(before, after)
    await record(session, AuditEntry(action, changes=changes))


def _differences(before: Source, after: Source) -> dict[str, list[str]]:
    both = {"subject": [before.subject, after.subject], "body": [before.body, after.body]}
    return {field: pair for field, pair in both.items() if pair[0] != pair[1]}


async def test_template(
    work: UnitsOfWork, staff: Principal, name: str, locale: Locale, wanted: MailTemplateUpdate
) -> MailTestRead:
    """Send a draft with sample values to oneself, and return what the server said.

    Raises NotFoundError and MailTemplateInvalidError.
    """
    declared = _declared(name)
    async with work.unit_of_work() as session:
        reader = await _reader(session, staff)
        rendered = _previewed(declared, locale, reader, wanted)
        changes = {"template": name, "language": locale.value}
        await record(session, AuditEntry(AuditAction.TEMPLATE_TESTED, changes=changes))
    return await deliver_to(reader.server, reader.email, locale, rendered, new_id())
