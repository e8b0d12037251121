"""The declaration that a feature makes in its `feature.py`."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.audit import BaseAuditAction
from app.events.base import Event
from app.manifest.answer import Answer
from app.manifest.audit import AuditTarget, AuditWords
from app.manifest.checklist import ChecklistStep
from app.manifest.credential import Credential
from app.manifest.erasure import Erase, Obstacle
from app.manifest.mail_template import MailTemplate
from app.manifest.notification import Rule
from app.manifest.search import Searchable

Seed = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """One feature's contribution to the whole; every field may be left out.

    Tables are found in its `models`, tasks and handlers by Celery, each by its file's name.
    """

    routers: Sequence[str] = ()
    """Names of the routers in its `endpoints`, which only the API imports."""

    tags: Mapping[str, str] = field(default_factory=dict)
    """What the groups of its operations are about, by tag, for readers of the API's reference."""

    event_access: Mapping[type[Event], Permission] = field(default_factory=dict)
    """Who may read the payload of its events; a base class speaks for its children."""

    staff_grants: Mapping[BuiltInRole, Collection[Permission]] = field(default_factory=dict)
    """What built-in staff roles may do here; `admin` and `owner` may do everything anyway."""

    member_grants: Mapping[MemberRole, Collection[Permission]] = field(default_factory=dict)
    """What members of an account may do here; `admin` has all others' too, `owner` has admin's."""

    service_permissions: Collection[Permission] = ()
    """What somebody narrowed to single services can still have."""

    invariants: Mapping[str, Select[Any]] = field(default_factory=dict)
    """What must always be true: each select finds the rows that break it."""

    export: Mapping[str, Select[Any]] = field(default_factory=dict)
    """Sections of a person's data export by file name; each select has an `id`."""

    audit_actions: Iterable[BaseAuditAction] = ()
    """Its acts that leave a row in the audit, usually the whole enumeration in `audit.py`."""

    audit_words: AuditWords | None = None
    """What each of these acts reads like, in both languages, with the names of its details."""

    audit_targets: Mapping[str, AuditTarget] = field(default_factory=dict)
    """What acts name, by the API's word for it."""

    personal_fields: Mapping[type[Event], Sequence[str]] = field(default_factory=dict)
    """Fields of its events that tell of a person more than ids and codes: blanked at erasure."""

    erasure_obstacles: Sequence[Obstacle] = ()
    """What stands against erasing a person."""

    erase: Erase | None = None
    """Its share of erasing a person, in the transaction of the erasure."""

    notifications: Sequence[Rule] = ()
    """Who is told of which event, how, and with what data."""

    mail_templates: Sequence[MailTemplate] = ()
    """The texts of its notifications: what they are about and what they may say."""

    credentials: Sequence[Credential] = ()
    """What a person may act through: ended with the access it came from."""

    search: Sequence[Searchable] = ()
    """What of it people find by name, number, address or id."""

    checklist: Sequence[ChecklistStep] = ()
    """What a new installation still needs of it before it can sell."""

    currency_uses: Mapping[str, Select[Any]] = field(default_factory=dict)
    """Rows in another currency than `dao.currency.CURRENCY`: they stand against changing to it."""

    answers: Sequence[Answer] = ()
    """Answers to the ports of lower features."""

    seed: Seed | None = None
    """Writes what every installation begins with; safe to repeat."""

    demo: Seed | None = None
    """Writes demo data, never in production; safe to repeat."""

    demo_rows: Select[Any] | None = None
    """Rows that only demo data has: production does not start where there are any."""

    demo_after: Sequence[str] = ()
    """Features whose demo data must be there before its own."""
