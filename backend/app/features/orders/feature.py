"""What orders brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.orders import OrderEvent
from app.features.orders.audit import AuditAction
from app.features.orders.dao import EXPORT, INVARIANTS, OBSTACLES
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    audit_actions=AuditAction,
    event_access={OrderEvent: Permission.ORDERS_READ},
    invariants=INVARIANTS,
    export=EXPORT,
    erasure_obstacles=OBSTACLES,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.ORDERS_READ},
        BuiltInRole.BILLING: {Permission.ORDERS_READ, Permission.ORDERS_MANAGE},
        BuiltInRole.OPERATOR: {Permission.ORDERS_READ},
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.ORDERS_READ},
        MemberRole.BILLING: {Permission.ORDERS_READ},
        MemberRole.TECHNICAL: {Permission.ORDERS_READ},
        MemberRole.ADMIN: {Permission.ORDERS_MANAGE},
    },
)
