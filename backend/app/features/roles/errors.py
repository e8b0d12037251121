"""What roles refuse."""

from app.core.errors import NotFoundError


class RoleNotFoundError(NotFoundError):
    """No role has this name."""

    code = "role_not_found"
    message = "There is no such role."
