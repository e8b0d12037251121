"""People as staff see and change them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.email import EmailAddress
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.features.roles.schemas import RoleBrief
from app.features.users.schemas.fields import Body


class ReasonCreate(Body):
    """Why something is done to a person; it stays in the audit."""

    reason: Annotated[Line, Field(min_length=3, max_length=500)]


class StaffRead(BaseModel):
    """Somebody who can sign in, and the roles they hold in the admin tree."""

    id: UUID
    email: str
    name: str
    active: bool
    email_verified: bool
    second_factor: bool
    roles: list[RoleBrief]
    last_seen_at: datetime | None
    created_at: datetime


class UserAction(StrEnum):
    """What the reader may do to a person now."""

    DISABLE = "disable"
    ENABLE = "enable"
    RESET_SECOND_FACTOR = "reset_second_factor"
    END_SESSIONS = "end_sessions"
    IMPERSONATE = "impersonate"


class UserAccountRead(BaseModel):
    """An account the person is a member of."""

    id: UUID
    name: str
    role: str


class UserAdminRead(StaffRead):
    """Somebody who can sign in, as staff see them."""

    accounts: list[UserAccountRead]
    allowed_actions: Annotated[
        list[UserAction], Field(description="What the caller may do to the person now")
    ]


_PeopleSort = Literal["created_at", "-created_at", "name", "-name", "email", "-email"]


class StaffQuery(ListQuery):
    """Which staff to list; `q` looks into names and addresses."""

    sort: Sort[_PeopleSort] = ["name"]


class UserQuery(ListQuery):
    """Which people to list; `q` looks into names and addresses."""

    sort: Sort[_PeopleSort] = ["-created_at"]
    staff: bool | None = None
    active: bool | None = None


_RoleIds = Annotated[list[UUID], Field(max_length=20)]


class StaffCreate(Body):
    """Whom to make staff, by id or address, and which roles to give."""

    user_id: UUID | None = None
    email: EmailAddress | None = None
    role_ids: Annotated[_RoleIds, Field(min_length=1)]

    @model_validator(mode="after")
    def _one_person(self) -> "StaffCreate":
        if (self.user_id is None) == (self.email is None):
            code = "person_ambiguous"
            raise PydanticCustomError(code, "Give either the id or the address")
        return self


class StaffPatch(Body):
    """The roles a person is to hold from now on; none makes them staff no more."""

    role_ids: _RoleIds
