"""What the view of the whole installation brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.manifest import Feature

feature = Feature(
    routers=("admin",),
    staff_grants={BuiltInRole.OPERATOR: {Permission.SYSTEM_READ}},
)
