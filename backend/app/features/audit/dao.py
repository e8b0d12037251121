"""The audit for people, as JSON and in chunks; and what is sealed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from app.core.context import ActorKind
from app.dao.base import table_of
from app.dao.export import PERSON
from app.dao.read import Columnar, JsonQuery, json_object
from app.dao.seal import Stream
from app.dao.search import Related, Search
from app.events.models import AuditRecord
from app.features.accounts.models import Account, ApiToken, TokenKind
from app.features.billing.models import LedgerEntry, LedgerPosting
from app.features.users.models import User
from app.manifest import audit_targets

_impersonator = table_of(User).alias()
_ACTOR_NAME = func.coalesce(col(User.name), col(ApiToken.name))
_BY_STAFF = (col(AuditRecord.actor_kind) == ActorKind.STAFF) | col(
    AuditRecord.impersonator_id
).is_not(None)


def _either(condition: ColumnElement[bool], **columns: Any) -> ColumnElement[Any]:  # noqa: ANN401  columns of any type
    return case((condition, json_object(**columns)))


def _target_now() -> ColumnElement[Any]:
    """What is there now of the thing that was acted on: null where nothing is."""
    found: dict[str, Any] = {}
    for kind, target in audit_targets().items():
        rows = select(json_object(name=target.name)).where(target.key == col(AuditRecord.target_id))
        if target.present is not None:
            rows = rows.where(target.present)
        found[kind] = rows.correlate(AuditRecord).scalar_subquery()
    return case(found, value=col(AuditRecord.target_type))


_ACTOR = col(AuditRecord.actor_id)
_SEARCH = Search(
    text=(col(AuditRecord.action), col(AuditRecord.reason), col(AuditRecord.request_id)),
    ids=(col(AuditRecord.target_id), _ACTOR),
    related=(
        Related(_ACTOR, select(col(User.id)), (col(User.name),)),
        Related(_ACTOR, select(col(ApiToken.id)), (col(ApiToken.name),)),
    ),
)
_FILTERS: dict[str, Columnar] = {
    "actor_id": col(AuditRecord.actor_id),
    "actor_kind": col(AuditRecord.actor_kind),
    "target_id": col(AuditRecord.target_id),
    "account_id": col(AuditRecord.account_id),
}


def _columns() -> tuple[Any, ...]:
    return (
        col(AuditRecord.id),
        col(AuditRecord.at),
        col(AuditRecord.action),
        json_object(
            kind=col(AuditRecord.actor_kind), id=col(AuditRecord.actor_id), name=_ACTOR_NAME
        ).label("actor"),
        _either(
            col(AuditRecord.impersonator_id).is_not(None),
            id=col(AuditRecord.impersonator_id),
            name=_impersonator.c.name,
        ).label("impersonator"),
        _either(
            col(AuditRecord.target_id).is_not(None),
            type=col(AuditRecord.target_type),
            id=col(AuditRecord.target_id),
            now=_target_now(),
        ).label("target"),
        col(AuditRecord.changes),
        col(AuditRecord.reason),
        col(AuditRecord.request_id),
    )


def _source(*columns: Columnar) -> JsonQuery:
    rows = (
        select(*_columns(), *columns)
        .select_from(AuditRecord)
        .outerjoin(User, col(User.id) == col(AuditRecord.actor_id))
        .outerjoin(ApiToken, col(ApiToken.id) == col(AuditRecord.actor_id))
        .outerjoin(_impersonator, _impersonator.c.id == col(AuditRecord.impersonator_id))
        .outerjoin(Account, col(Account.id) == col(AuditRecord.account_id))
    )
    return JsonQuery(
        rows=rows,
        key=col(AuditRecord.id),
        owner=col(AuditRecord.account_id),
        search=_SEARCH,
        filters=_FILTERS,
    )


@cache
def own_audit() -> JsonQuery:
    """Return the read of an account's own audit, made once all features are known."""
    return _source(case((~_BY_STAFF, col(AuditRecord.ip))).label("ip"))


@cache
def admin_audit() -> JsonQuery:
    """Return the read of everybody's audit, made once all features are known."""
    return _source(
        col(AuditRecord.ip),
        col(AuditRecord.position),
        _either(
            col(AuditRecord.account_id).is_not(None),
            id=col(AuditRecord.account_id),
            name=col(Account.name),
        ).label("account"),
    )


def _content(*columns: Any) -> ColumnElement[Any]:  # noqa: ANN401  columns of any type
    """Write columns down as one text, the same in every session."""
    return cast(func.jsonb_build_array(*columns), Text).label("content")


AUDIT_STREAM = Stream(
    "audit",
    "audit_record",
    select(
        col(AuditRecord.position),
        col(AuditRecord.at),
        _content(
            col(AuditRecord.position),
            col(AuditRecord.id),
            col(AuditRecord.action),
            col(AuditRecord.account_id),
            col(AuditRecord.actor_kind),
            col(AuditRecord.actor_id),
            col(AuditRecord.impersonator_id),
            col(AuditRecord.ip),
            col(AuditRecord.request_id),
            col(AuditRecord.target_type),
            col(AuditRecord.target_id),
            col(AuditRecord.changes),
            col(AuditRecord.reason),
            col(AuditRecord.at),
        ),
    ),
)

_LEG = func.jsonb_build_array(
    col(LedgerPosting.id),
    col(LedgerPosting.ledger_account_id),
    col(LedgerPosting.amount),
    col(LedgerPosting.currency),
)
_LEGS = (
    select(func.jsonb_agg(aggregate_order_by(_LEG, col(LedgerPosting.id))))
    .where(col(LedgerPosting.entry_id) == col(LedgerEntry.id))
    .correlate(LedgerEntry)
    .scalar_subquery()
)
LEDGER_STREAM = Stream(
    "ledger",
    "ledger_entry",
    select(
        col(LedgerEntry.position),
        col(LedgerEntry.created_at).label("at"),
        _content(
            col(LedgerEntry.position),
            col(LedgerEntry.id),
            col(LedgerEntry.kind),
            col(LedgerEntry.reason),
            col(LedgerEntry.reference),
            col(LedgerEntry.account_id),
            col(LedgerEntry.invoice_id),
            col(LedgerEntry.payment_id),
            col(LedgerEntry.details),
            col(LedgerEntry.actor_kind),
            col(LedgerEntry.actor_id),
            col(LedgerEntry.request_id),
            col(LedgerEntry.created_at),
            _LEGS,
        ),
    ),
)
STREAMS = (AUDIT_STREAM, LEDGER_STREAM)

_TOKENS = select(col(ApiToken.id)).where(
    col(ApiToken.user_id) == PERSON, col(ApiToken.kind) == TokenKind.PERSONAL
)

EXPORT: Mapping[str, Select[Any]] = {
    "audit": select(
        col(AuditRecord.id),
        col(AuditRecord.action),
        col(AuditRecord.at),
        col(AuditRecord.ip),
        col(AuditRecord.account_id),
        col(AuditRecord.target_type),
        col(AuditRecord.target_id),
    ).where(
        or_(col(AuditRecord.actor_id) == PERSON, col(AuditRecord.actor_id).in_(_TOKENS)),
        col(AuditRecord.impersonator_id).is_(None),
    ),
}
"""Sections of a person's data export by file name; amounts are in minor units."""
