"""Use cases of settings. They are read where they are used, in the transaction of the use.

So a change counts at once in every process, and no cache can disagree with the database.
"""

from collections.abc import Awaitable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, TypeVar

from loguru import logger
from pydantic import SecretStr, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.principal import Principal
from app.core import clock, json
from app.core.crypto import SealBrokenError, seal, unseal
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
    PaymentsIncompleteError,
    SetByEnvironmentError,
)
from app.features.settings.models import SettingGroup, SettingVersion
from app.features.settings.schemas import (
    BackupSettings,
    BrandSettings,
    ChecklistSettings,
    CompanySettings,
    Group,
    LocaleSettings,
    MailSettings,
    PaymentSettings,
    PublicConfigRead,
    RegistrationSettings,
    RetentionSettings,
    SettingsRead,
)
from app.manifest import Port, checklist, currency_uses

GROUPS: Mapping[SettingGroup, type[Group]] = {
    SettingGroup.BACKUPS: BackupSettings,
    SettingGroup.BRAND: BrandSettings,
    SettingGroup.CHECKLIST: ChecklistSettings,
    SettingGroup.COMPANY: CompanySettings,
    SettingGroup.LOCALE: LocaleSettings,
    SettingGroup.MAIL: MailSettings,
    SettingGroup.PAYMENTS: PaymentSettings,
    SettingGroup.REGISTRATION: RegistrationSettings,
    SettingGroup.RETENTION: RetentionSettings,
}
_OF_KIND = {kind: group for group, kind in GROUPS.items()}
_TESTED = {
    SettingGroup.BACKUPS: AuditAction.BACKUPS_TESTED,
    SettingGroup.PAYMENTS: AuditAction.PAYMENTS_TESTED,
}

adopt_currency: Port[[AsyncSession, str], Awaitable[None]] = Port("settings.adopt_currency")
"""Give every account another currency; asked only while no money moved in another one."""

Values = TypeVar("Values", bound=Group)


def environment_of(kind: type[Group], base: Settings) -> dict[str, str]:
    """Return the fields that environment variables set, with the variables' names."""
    variables = {field: (name,) for field, name in kind.ENVIRONMENT.items()} | dict(kind.SECRETS)
    given = base.model_fields_set
    found = {
        field: name.upper()
        for field, names in variables.items()
        for name in reversed(names)
        if name in given
    }
    address = found.get(kind.SERVER[0]) if kind.SERVER else None
    return dict.fromkeys(kind.SERVER, address) | found if address else found


def _values(kind: type[Values], stored: Mapping[str, Any], base: Settings) -> Values:
    """Return what counts: the environment, else what is stored, else the default."""
    defaults = {field: getattr(base, name) for field, name in kind.ENVIRONMENT.items()}
    environment = environment_of(kind, base)
    own = kind.model_fields.keys() - environment.keys()
    known = {name: value for name, value in stored.items() if name in own}
    try:
        return kind.model_validate(defaults | known)
    except ValidationError as outdated:  # stored by a release with other rules
        for error in outdated.errors():
            known.pop(str(error["loc"][0]), None)
        return kind.model_validate(defaults | known)


async def values(session: AsyncSession, kind: type[Values]) -> Values:
    """Return a group as it counts now."""
    row = await SettingVersionDAO(session).current(_OF_KIND[kind])
    return _values(kind, row.content if row else {}, get_settings())


async def values_and_secrets(
    session: AsyncSession, kind: type[Values]
) -> tuple[Values, dict[str, str]]:
    """Return a group as it counts now with its secrets: for who uses them, never for an answer."""
    base = get_settings()
    row = await SettingVersionDAO(session).current(_OF_KIND[kind])
    return _values(kind, row.content if row else {}, base), _secrets(kind, row, base)


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
        changes |= {
            kind.SECRETS[name][0]: SecretStr(secret)
            for name, secret in _kept(kind, row, base).items()
        }
    return base.model_copy(update=changes)


async def read(session: AsyncSession, kind: type[Values]) -> SettingsRead[Values]:
    """Return a group for its editors."""
    base = get_settings()
    row = await SettingVersionDAO(session).current(_OF_KIND[kind])
    return _read(kind, row, base)


def _read(kind: type[Values], row: SettingVersion | None, base: Settings) -> SettingsRead[Values]:
    return SettingsRead[Values](
        version=row.version if row else 1,
        values=_values(kind, row.content if row else {}, base),
        environment=environment_of(kind, base),
        secrets=sorted(_secrets(kind, row, base)),
        changed_at=row.created_at if row else None,
        changed_by=row.author_id if row else None,
    )


async def change(
    session: AsyncSession, staff: Principal, wanted: Group, expected: Expected
) -> None:
    """Store another version of the group of this model.

    Raises PreconditionFailedError, SetByEnvironmentError, CurrencyInUseError,
    CredentialsUnencryptedError and PaymentsIncompleteError. What stays as it is makes no version.
    """
    kind = next(one for one in type(wanted).__mro__ if one in _OF_KIND)
    group, dao, base = _OF_KIND[kind], SettingVersionDAO(session), get_settings()
    await dao.lock_group(group)
    row = await dao.current(group)
    expected.check_version(row.version if row else 1)
    before = _values(kind, row.content if row else {}, base).model_dump(mode="json")
    kept = {name: before[name] for name in kind.KEPT - wanted.model_fields_set}
    after = wanted.model_dump(mode="json", exclude=set(kind.SECRETS)) | kept
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    given = _given(wanted)
    _check(kind, changes.keys() | {name for name, secret in given.items() if secret}, base)
    old = _opened(row, base)
    stay = _followed(wanted, old, changes.keys(), environment_of(kind, base))
    new = {name: secret for name, secret in (stay | given).items() if secret}
    _check_secrets(wanted, new, _secrets(kind, None, base).keys())
    changes |= {
        name: ["•••" if name in old else "", "•••" if name in new else ""]
        for name in kind.SECRETS
        if old.get(name) != new.get(name)
    }
    for name in kind.NAMES & changes.keys():
        changes[name] = ["•••" if one else "" for one in changes[name]]
    if kind is LocaleSettings and "currency" in changes:
        await _change_currency(session, after["currency"])
    if changes:
        made = SettingVersion(
            setting_group=group,
            version=(row.version if row else 1) + 1,
            content=after,
            sealed=_sealed(new, base),
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


def _check(kind: type[Group], changed: AbstractSet[str], base: Settings) -> None:
    fixed = environment_of(kind, base)
    if taken := sorted(changed & fixed.keys()):
        raise SetByEnvironmentError(field=taken[0], variable=fixed[taken[0]])


def _check_secrets(wanted: Group, kept: Mapping[str, str], outside: AbstractSet[str]) -> None:
    """Refuse values that do not go with the secrets that are kept, and those from `outside`."""
    if not all(map(wanted.carries, kept)):
        raise CredentialsUnencryptedError
    if wanted.lacks(kept.keys() | outside):
        raise PaymentsIncompleteError


def _given(wanted: Group) -> dict[str, str]:
    """Return the secrets that a change says; an empty one is to go."""
    said = {name: getattr(wanted, name, None) for name in wanted.SECRETS}
    return {name: one.get_secret_value() for name, one in said.items() if one is not None}


def _followed(
    wanted: Group, old: Mapping[str, str], changed: AbstractSet[str], fixed: Mapping[str, str]
) -> dict[str, str]:
    """Return the secrets that stay: they follow to no other server, and into no clear text."""

    def elsewhere(name: str) -> bool:
        return name in wanted.BOUND and (name in fixed or bool(changed & wanted.BOUND[name]))

    return {
        name: secret for name, secret in old.items() if wanted.carries(name) and not elsewhere(name)
    }


def _secrets(kind: type[Group], row: SettingVersion | None, base: Settings) -> dict[str, str]:
    """Return the secrets that count: the environment's, and what is kept of the others."""
    found: dict[str, str] = {}
    for name, variables in kind.SECRETS.items():
        said = next((getattr(base, one) for one in variables if getattr(base, one)), None)
        if said is not None:
            found[name] = said.get_secret_value() if isinstance(said, SecretStr) else str(said)
    return found | _kept(kind, row, base)


def _kept(kind: type[Group], row: SettingVersion | None, base: Settings) -> dict[str, str]:
    """Return the secrets that are kept here and that the environment leaves to us."""
    ours = kind.SECRETS.keys() - environment_of(kind, base).keys()
    return {name: secret for name, secret in _opened(row, base).items() if name in ours}


def _opened(row: SettingVersion | None, base: Settings) -> dict[str, str]:
    """Return all that is kept; nothing where SECRET_KEY is not the one it was sealed with."""
    if row is None or row.sealed is None:
        return {}
    try:
        opened = json.loads(unseal(base.secret_key.get_secret_value(), row.sealed))
    except SealBrokenError:
        logger.warning("SECRET_KEY does not open the secrets of the settings {}", row.setting_group)
        return {}
    return {"password": opened} if isinstance(opened, str) else dict(opened)


def _sealed(secrets: Mapping[str, str], base: Settings) -> bytes | None:
    """Return secrets as they are stored; releases before this one read a lone password."""
    if not secrets:
        return None
    plain = secrets["password"] if secrets.keys() == {"password"} else secrets
    return seal(base.secret_key.get_secret_value(), json.dumps(plain))


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


async def note_test(session: AsyncSession, kind: type[Group], *, worked: bool) -> None:
    """Write down that somebody had a group tried out, and whether it works."""
    await record(session, AuditEntry(_TESTED[_OF_KIND[kind]], changes={"worked": worked}))


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
