"""Use cases of settings. They are read where they are used, in the transaction of the use.

So a change counts at once in every process, and no cache can disagree with the database.
"""

from collections.abc import Awaitable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import SecretStr, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock, json
from app.core.crypto import seal, unseal
from app.core.settings import Settings, get_settings
from app.core.text import masked
from app.core.version import version
from app.dao.read import JsonQuery
from app.dao.session import Reads
from app.dao.version import Expected
from app.events.audit import AuditEntry, record
from app.events.outbox import publish
from app.events.settings import SettingsChanged
from app.features.settings.audit import AuditAction
from app.features.settings.dao import SettingVersionDAO, checklist_of
from app.features.settings.errors import (
    CredentialsUnencryptedError,
    CurrencyInUseError,
    SetByEnvironmentError,
)
from app.features.settings.models import SettingGroup, SettingVersion
from app.features.settings.schemas import (
    ChecklistSettings,
    CompanySettings,
    Group,
    LocaleSettings,
    MailSettings,
    MailUpdate,
    PublicConfigRead,
    RegistrationSettings,
    RetentionSettings,
    SettingsRead,
)
from app.manifest import Port, checklist, currency_uses

GROUPS: Mapping[SettingGroup, type[Group]] = {
    SettingGroup.CHECKLIST: ChecklistSettings,
    SettingGroup.COMPANY: CompanySettings,
    SettingGroup.LOCALE: LocaleSettings,
    SettingGroup.MAIL: MailSettings,
    SettingGroup.REGISTRATION: RegistrationSettings,
    SettingGroup.RETENTION: RetentionSettings,
}
_OF_KIND = {kind: group for group, kind in GROUPS.items()}
_CONNECTION = ("host", "port", "encryption", "username", "password")
"""Of one server: a password from here is never sent to a host that the environment names."""

adopt_currency: Port[[AsyncSession, str], Awaitable[None]] = Port("settings.adopt_currency")
"""Give every account another currency; asked only while no money moved in another one."""

Values = TypeVar("Values", bound=Group)


def environment_of(kind: type[Group], base: Settings) -> dict[str, str]:
    """Return the fields that environment variables set, with the variables' names."""
    given = base.model_fields_set
    found = {field: name.upper() for field, name in kind.ENVIRONMENT.items() if name in given}
    if kind is MailSettings and "smtp_host" in given:
        found |= {one: "SMTP_HOST" for one in _CONNECTION if one not in found}
    elif kind is MailSettings and "smtp_password" in given:
        found["password"] = "SMTP_PASSWORD"  # noqa: S105  the variable's name
    return found


def _values(kind: type[Values], stored: Mapping[str, Any], base: Settings) -> Values:
    """Return what counts: the environment, else what is stored, else the default."""
    defaults = {field: getattr(base, name) for field, name in kind.ENVIRONMENT.items()}
    fixed = {name: defaults[name] for name in environment_of(kind, base) if name in defaults}
    known = {name: value for name, value in stored.items() if name in kind.model_fields}
    try:
        return kind.model_validate({**defaults, **known, **fixed})
    except ValidationError as outdated:  # stored by a release with other rules
        for error in outdated.errors():
            known.pop(str(error["loc"][0]), None)
        return kind.model_validate({**defaults, **known, **fixed})


async def values(session: AsyncSession, kind: type[Values]) -> Values:
    """Return a group as it counts now."""
    row = await SettingVersionDAO(session).current(_OF_KIND[kind])
    return _values(kind, row.content if row else {}, get_settings())


def currency_parameters() -> dict[str, str | None]:
    """Return what a statement with the currency in force takes beside what is stored."""
    base = get_settings()
    given = "currency" in environment_of(LocaleSettings, base)
    return {"given_currency": base.currency if given else None, "default_currency": base.currency}


async def overlaid(session: AsyncSession, base: Settings) -> Settings:
    """Return the environment's settings with what is stored over what it leaves out."""
    changes: dict[str, Any] = {}
    for row in await SettingVersionDAO(session).all_current():
        kind = GROUPS[row.setting_group]
        found = _values(kind, row.content, base)
        changes |= {name: getattr(found, field) for field, name in kind.ENVIRONMENT.items()}
        if row.sealed is not None and "password" not in environment_of(kind, base):
            changes["smtp_password"] = SecretStr(_password(row, base))
    return base.model_copy(update=changes)


async def read(session: AsyncSession, kind: type[Values]) -> SettingsRead[Values]:
    """Return a group for its editors."""
    base = get_settings()
    row = await SettingVersionDAO(session).current(_OF_KIND[kind])
    return _read(kind, row, base)


def _read(kind: type[Values], row: SettingVersion | None, base: Settings) -> SettingsRead[Values]:
    environment = environment_of(kind, base)
    sealed = row is not None and row.sealed is not None
    given = "password" in environment and bool(base.smtp_password.get_secret_value())
    return SettingsRead[Values](
        version=row.version if row else 1,
        values=_values(kind, row.content if row else {}, base),
        environment=environment,
        secrets=["password"] if sealed or given else [],
        changed_at=row.created_at if row else None,
        changed_by=row.author_id if row else None,
    )


async def change(
    session: AsyncSession, staff: Principal, wanted: Group, expected: Expected
) -> None:
    """Store another version of the group of this model.

    Raises PreconditionFailedError, SetByEnvironmentError, CurrencyInUseError and
    CredentialsUnencryptedError. What stays as it is makes no version.
    """
    kind = MailSettings if isinstance(wanted, MailUpdate) else type(wanted)
    group, dao, base = _OF_KIND[kind], SettingVersionDAO(session), get_settings()
    await dao.lock_group(group)
    row = await dao.current(group)
    expected.check_version(row.version if row else 1)
    before = _values(kind, row.content if row else {}, base).model_dump(mode="json")
    kept = {name: before[name] for name in kind.KEPT - wanted.model_fields_set}
    after = wanted.model_dump(mode="json", exclude={"password"}) | kept
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _check(kind, changes, wanted, base)
    sealed = _sealed(row, wanted, before, base)
    if sealed != (row.sealed if row else None):
        changes["password"] = ["•••" if row and row.sealed else "", "•••" if sealed else ""]
    if kind is LocaleSettings and "currency" in changes:
        await _change_currency(session, after["currency"])
    if changes:
        made = SettingVersion(
            setting_group=group,
            version=(row.version if row else 1) + 1,
            content=after,
            sealed=sealed,
            author_id=staff.user_id,
            created_at=clock.now(),
        )
        await dao.add(made)
        await _note(session, group, changes)


async def _change_currency(session: AsyncSession, wanted: str) -> None:
    """Have accounts follow, none of which has money yet; raises CurrencyInUseError."""
    used_by = await SettingVersionDAO(session).first_use(currency_uses(), wanted)
    if used_by is not None:
        raise CurrencyInUseError(used_by=used_by)
    await adopt_currency(session, wanted)


def _check(
    kind: type[Group],
    changes: Mapping[str, Any],
    wanted: Group,
    base: Settings,
) -> None:
    fixed = environment_of(kind, base)
    given = {"password"} if isinstance(wanted, MailUpdate) and wanted.password else set()
    if taken := sorted((changes.keys() | given) & fixed.keys()):
        raise SetByEnvironmentError(field=taken[0], variable=fixed[taken[0]])
    if isinstance(wanted, MailUpdate) and wanted.encryption == "none" and given:
        raise CredentialsUnencryptedError


def _sealed(
    row: SettingVersion | None, wanted: Group, before: Mapping[str, Any], base: Settings
) -> bytes | None:
    """Return the password as it will be kept: it does not follow to another server."""
    if not isinstance(wanted, MailUpdate):
        return None
    if wanted.password is not None:
        secret = wanted.password.get_secret_value()
        return seal(base.secret_key.get_secret_value(), json.dumps(secret)) if secret else None
    same = wanted.host == before["host"] and wanted.encryption != "none"
    return row.sealed if row and same else None


def _password(row: SettingVersion, base: Settings) -> str:
    opened: str = json.loads(unseal(base.secret_key.get_secret_value(), row.sealed or b""))
    return opened


async def _note(session: AsyncSession, group: SettingGroup, changes: dict[str, Any]) -> None:
    entry = AuditEntry(AuditAction.SETTINGS_CHANGED, changes={"group": group, **changes})
    await record(session, entry)
    await publish(session, SettingsChanged(group=group), account_id=None)


async def read_checklist(reads: Reads, staff: Principal) -> bytes:
    """Return as `ChecklistRead` what the installation still needs, in one statement."""
    base = get_settings()
    given = {f"given_{one.name}": one.given(base) for one in checklist() if one.given}
    return await _checklist().fetch_one(reads, user_id=staff.user_id, **given)


@cache
def _checklist() -> JsonQuery:
    return checklist_of(checklist())


async def show_checklist(session: AsyncSession, staff: Principal, *, hidden: bool) -> None:
    """Have the overview show what is still needed, or not."""
    row = await SettingVersionDAO(session).current(SettingGroup.CHECKLIST)
    seen = Expected(frozenset({row.version if row else 1}))
    await change(session, staff, ChecklistSettings(hidden=hidden), seen)


async def note_mail_test(session: AsyncSession, recipient: str, *, sent: bool) -> None:
    """Write down that somebody had a test mail sent, and whether the server took it."""
    changes = {"recipient": masked(recipient), "sent": sent}
    await record(session, AuditEntry(AuditAction.MAIL_TESTED, changes=changes))


async def public_config(session: AsyncSession) -> PublicConfigRead:
    """Return what public pages need."""
    company = await values(session, CompanySettings)
    locale = await values(session, LocaleSettings)
    registration = await values(session, RegistrationSettings)
    shown = company.model_dump(exclude={"name", "bank_details"})
    return PublicConfigRead(
        release=version(),
        company_name=company.name,
        **shown,
        **locale.model_dump(),
        registration=registration.rule,
    )
