"""What is said about what was done."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.core.context import ActorKind
from app.core.vocabulary import AuditActionName
from app.dao.query import FilterQuery, ListQuery, Sort
from app.manifest import audit_actions


def _known(action: str) -> str:
    if action not in audit_actions():
        code = "audit_action_unknown"
        raise PydanticCustomError(code, "No act of the audit has this name")
    return action


class PartyRead(BaseModel):
    """A person, program or account by name; null where it has none any more."""

    id: UUID
    name: str | None


class ActorRead(BaseModel):
    """Who did it: a machine has neither id nor name."""

    kind: ActorKind
    id: UUID | None
    name: str | None


class TargetNowRead(BaseModel):
    """What a thing is called today; null where it has no name."""

    name: str | None


class TargetRead(BaseModel):
    """What it was done to; `type` is the API's word for it.

    `now` is null where the thing is gone; what it was called then is among the changes.
    """

    type: str
    id: UUID
    now: TargetNowRead | None


class AuditRead(BaseModel):
    """One entry. `impersonator` is the member of staff who acted as the actor.

    `ip` is null for staff, whose addresses customers do not see.
    """

    id: UUID
    at: datetime
    action: AuditActionName
    actor: ActorRead
    impersonator: PartyRead | None
    target: TargetRead | None
    changes: Annotated[
        dict[str, Any], Field(description="Field to [before, after], or a plain value")
    ]
    reason: str | None
    ip: str | None
    request_id: str


class AdminAuditRead(AuditRead):
    """One entry, as staff see it."""

    position: Annotated[int, Field(description="Counts acts; seals cover them in this order")]
    account: PartyRead | None
    ip: str


class _Acts(FilterQuery):
    action: list[Annotated[AuditActionName, AfterValidator(_known)]] | None = None
    actor_id: UUID | None = None
    actor_kind: list[ActorKind] | None = None
    target_id: UUID | None = None
    at__gte: AwareDatetime | None = None
    at__lte: AwareDatetime | None = None


class AuditQuery(_Acts, ListQuery):
    """Which acts to list; `q` looks into acts, names, reasons and requests."""

    sort: Sort[Literal["at", "-at"]] = ["-at"]


class _EverybodysActs(_Acts):
    account_id: UUID | None = None


class AdminAuditQuery(_EverybodysActs, AuditQuery):
    """Which acts of everybody to list."""


class _Export(FilterQuery):
    format: Literal["csv"] = "csv"

    def filters(self) -> dict[str, Any]:
        """Return the filters; the format is none."""
        return {name: value for name, value in super().filters().items() if name != "format"}


class AuditExportQuery(_Export, _Acts):
    """Which acts to export: all that match, the newest first."""


class AdminAuditExportQuery(_Export, _EverybodysActs):
    """Which acts of everybody to export: all that match, the newest first."""
