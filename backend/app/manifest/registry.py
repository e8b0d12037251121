"""Finding every feature by its folder, and gathering what all of them bring along."""

import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.dao.invariant import Invariant, offenders
from app.events.base import Event, event_types
from app.manifest.audit import AuditTarget, AuditWords
from app.manifest.checklist import ChecklistStep
from app.manifest.credential import AccessLoss, Credential
from app.manifest.erasure import ErasedPerson, Obstacle
from app.manifest.feature import Feature
from app.manifest.mail_template import MailTemplate
from app.manifest.notification import Rule
from app.manifest.search import Searchable

_FEATURES = Path(__file__).parents[1] / "features"


@cache
def features() -> Mapping[str, Feature]:
    """Return every feature by its name; raises AttributeError where one declares nothing."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(_FEATURES)]))
    return {name: import_module(f"app.features.{name}.feature").feature for name in names}


def import_models() -> None:
    """Import every table of every feature: what migrations and foreign keys need to know."""
    for module in pkgutil.iter_modules([str(_FEATURES)]):
        name = f"app.features.{module.name}.models"
        if find_spec(name):
            import_module(name)


def routers() -> Iterator[Any]:
    """Yield the routers of every feature; imports their endpoints."""
    for name, feature in features().items():
        if feature.routers:
            endpoints = import_module(f"app.features.{name}.endpoints")
            yield from (getattr(endpoints, router) for router in feature.routers)


def tags() -> dict[str, str]:
    """Return what each group of operations is about, by tag."""
    return {name: words for one in features().values() for name, words in one.tags.items()}


def invariants(*names: str) -> list[Invariant]:
    """Return every rule of the named features, or of all."""
    return [
        Invariant(name, offending)
        for feature in names or features()
        for name, offending in features()[feature].invariants.items()
    ]


def event_access() -> dict[str, Permission]:
    """Return, by event type, the permission it takes to read the payload.

    Raises LookupError for an event that no feature, or more than one, answers for.
    """
    declared = [item for one in features().values() for item in one.event_access.items()]
    access = {}
    for kind in event_types():
        found = [permission for base, permission in declared if issubclass(kind, base)]
        if len(found) != 1:
            message = f"{kind.type!r} needs one feature that says who may read it"
            raise LookupError(message)
        access[kind.type] = found[0]
    return access


@cache
def staff_permissions() -> dict[BuiltInRole, frozenset[Permission]]:
    """Return what each built-in staff role allows."""
    everything = frozenset(Permission)
    return {
        role: _granted(one.staff_grants.get(role, ()) for one in features().values())
        for role in BuiltInRole
    } | {
        BuiltInRole.ADMIN: everything - {Permission.ROLES_ASSIGN},
        BuiltInRole.OWNER: everything,
    }


@cache
def member_permissions() -> dict[MemberRole, frozenset[Permission]]:
    """Return what each role of an account's members allows."""
    granted = {
        role: _granted(one.member_grants.get(role, ()) for one in features().values())
        for role in MemberRole
    }
    below_owner = _granted(held for role, held in granted.items() if role is not MemberRole.OWNER)
    return granted | {
        MemberRole.ADMIN: below_owner,
        MemberRole.OWNER: below_owner | granted[MemberRole.OWNER],
    }


@cache
def service_permissions() -> frozenset[Permission]:
    """Return what a member narrowed to single services can have: nothing of the whole account."""
    return _granted(one.service_permissions for one in features().values())


def _granted(parts: Iterable[Collection[Permission]]) -> frozenset[Permission]:
    return frozenset().union(*parts)


def export_sections() -> dict[str, Select[Any]]:
    """Return every section of a person's data export by file name."""
    return {name: rows for feature in features().values() for name, rows in feature.export.items()}


@cache
def audit_actions() -> frozenset[str]:
    """Return the name of every act that the audit may speak of."""
    return frozenset(
        action.value for feature in features().values() for action in feature.audit_actions
    )


def audit_words() -> dict[str, AuditWords]:
    """Return how acts read, by feature."""
    return {name: one.audit_words for name, one in features().items() if one.audit_words}


def audit_targets() -> dict[str, AuditTarget]:
    """Return where the things that acts name are found, by their type."""
    return {
        kind: to for feature in features().values() for kind, to in feature.audit_targets.items()
    }


def personal_fields() -> dict[type[Event], Sequence[str]]:
    """Return what events say of a person, by event class."""
    return {
        kind: names
        for feature in features().values()
        for kind, names in feature.personal_fields.items()
    }


def erasure_obstacles() -> list[Obstacle]:
    """Return what stands against erasing a person, what to clear away first at the front."""
    declared = (one for feature in features().values() for one in feature.erasure_obstacles)
    return sorted(declared, key=lambda one: one.rank)


async def erase(session: AsyncSession, person: ErasedPerson) -> None:
    """Let every feature delete or blank what it keeps of the person."""
    for feature in features().values():
        if feature.erase:
            await feature.erase(session, person)


@cache
def searchables() -> tuple[Searchable, ...]:
    """Return every kind of thing that can be found, in the order of features."""
    return tuple(one for feature in features().values() for one in feature.search)


@cache
def checklist() -> tuple[ChecklistStep, ...]:
    """Return every step of the first run, in the order in which they are taken."""
    declared = (one for feature in features().values() for one in feature.checklist)
    return tuple(sorted(declared, key=lambda one: one.rank))


def currency_uses() -> dict[str, Select[Any]]:
    """Return, by what they are, the rows that stand against another currency."""
    return {name: rows for one in features().values() for name, rows in one.currency_uses.items()}


@cache
def notification_rules() -> Mapping[str, Rule]:
    """Return every notification rule by name; raises LookupError where two share one."""
    declared = [rule for feature in features().values() for rule in feature.notifications]
    rules = {rule.name: rule for rule in declared}
    if len(rules) < len(declared):
        message = "two notification rules share a name"
        raise LookupError(message)
    return rules


@cache
def mail_templates() -> Mapping[str, MailTemplate]:
    """Return every template by its name; raises LookupError where a rule has none, or several."""
    declared = [one for feature in features().values() for one in feature.mail_templates]
    found = {one.name: one for one in declared}
    if len(found) < len(declared):
        message = "two mail templates share a name"
        raise LookupError(message)
    for rule in notification_rules().values():
        if rule.template not in found:
            message = f"the notification rule {rule.name!r} needs a mail template"
            raise LookupError(message)
    return found


def credentials() -> dict[str, Credential]:
    """Return every kind of credential by its name."""
    return {one.name: one for feature in features().values() for one in feature.credentials}


async def revoke_credentials(session: AsyncSession, loss: AccessLoss) -> None:
    """End whatever the person could act through that does not outlast this loss of access."""
    for credential in credentials().values():
        if loss.reason in credential.ends_with:
            await credential.revoke(session, loss)


@cache
def answer(port: str) -> Callable[..., Any]:
    """Return the one function that answers a port; raises LookupError for none or several."""
    found = [one for feature in features().values() for one in feature.answers if one.port == port]
    if len(found) != 1:
        message = f"the port {port!r} needs one feature that answers it"
        raise LookupError(message)
    return found[0].function


async def demo_data(session: AsyncSession) -> list[str]:
    """Return the features whose demo data is in the database."""
    declared = {name: one.demo_rows for name, one in features().items()}
    return [
        name
        for name, rows in declared.items()
        if rows is not None and await offenders(session, Invariant(name, rows))
    ]


async def seed(session: AsyncSession, *, demo: bool) -> None:
    """Write what an installation begins with, and demo data where asked; nothing twice."""
    for feature in features().values():
        if feature.seed:
            await feature.seed(session)
    if not demo:
        return
    needs = {name: feature.demo_after for name, feature in features().items() if feature.demo}
    for name in TopologicalSorter(needs).static_order():
        write = features()[name].demo
        if write:
            await write(session)
