"""What roles refuse."""

from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.dao.errors import map_constraint


class RoleNotFoundError(NotFoundError):
    """No role has this name."""

    code = "role_not_found"
    message = "There is no such role."


class RoleNameTakenError(ConflictError):
    """Another role is called so."""

    code = "role_name_taken"
    message = "Another role has this name."


class RoleBuiltInError(ConflictError):
    """The role follows the program and is not changed by people."""

    code = "role_built_in"
    message = "This role is built in and cannot be changed."


class RoleInUseError(ConflictError):
    """Somebody holds the role."""

    code = "role_in_use"
    message = "Somebody still holds this role."


class GrantsMoreError(ForbiddenError):
    """The grantor does not hold all that would be given."""

    code = "grants_more"
    message = "You can only give permissions that you have yourself."


class NotBelowError(ForbiddenError):
    """The person or role to be changed is not below the one who asks."""

    code = "not_below"
    message = "You can only change what is below your own permissions."


class LastOwnerError(ConflictError):
    """Nobody would be left who may do everything."""

    code = "last_owner"
    message = "The last owner must stay."


map_constraint("uq_role_name", RoleNameTakenError)
map_constraint("fk_staff_role_role_id", RoleInUseError)
