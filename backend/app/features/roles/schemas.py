"""What is said to and about roles."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.dao.version import Version

__all__ = [
    "BuiltInRole",
    "PermissionGroup",
    "PermissionsRead",
    "RoleAction",
    "RoleBrief",
    "RoleCreate",
    "RolePatch",
    "RoleQuery",
    "RoleRead",
]

_Name = Annotated[Line, Field(min_length=1, max_length=60)]
_Permissions = Annotated[set[Permission], Field(min_length=1)]


class RoleAction(StrEnum):
    """What the reader may do with a role."""

    UPDATE = "update"
    DELETE = "delete"


class RoleBrief(BaseModel):
    """A role by name."""

    id: UUID
    name: str
    built_in: bool


class RoleRead(RoleBrief):
    """A named set of permissions in the admin tree; built-in ones follow the program."""

    permissions: list[Permission]
    version: Version
    people: Annotated[int, Field(description="How many hold it")]
    allowed_actions: list[RoleAction]


class RoleQuery(ListQuery):
    """Which roles to list; `q` looks into names."""

    sort: Sort[Literal["name", "-name"]] = ["name"]
    built_in: bool | None = None


class RoleCreate(BaseModel):
    """A new role; nobody puts into it what they do not hold."""

    model_config = ConfigDict(extra="forbid")

    name: _Name
    permissions: _Permissions


class RolePatch(BaseModel):
    """What is changed of a role; fields left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    name: _Name | None = None
    permissions: _Permissions | None = None


class PermissionGroup(BaseModel):
    """The permissions of one feature."""

    name: Annotated[str, Field(examples=["billing"])]
    permissions: list[Permission]


class PermissionsRead(BaseModel):
    """Every permission there is, by feature, and those that the reader holds as staff."""

    groups: list[PermissionGroup]
    held: list[Permission]
