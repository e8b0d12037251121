"""What orders brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.orders import OrderEvent
from app.features.orders.audit import WORDS, AuditAction
from app.features.orders.dao import (
    EXPORT,
    FULFILLED,
    INVARIANTS,
    OBSTACLES,
    SEARCHED,
    STAFF_SEARCHED,
)
from app.features.orders.models import Order
from app.manifest import AuditTarget, ChecklistStep, Feature, Searchable

feature = Feature(
    routers=("router", "admin"),
    tags={"orders": "Ordering services, cancelling and refunding."},
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "order": AuditTarget(col(Order.id), col(Order.number)),
    },
    event_access={OrderEvent: Permission.ORDERS_READ},
    search=(
        Searchable(Permission.ORDERS_READ, SEARCHED),
        Searchable(Permission.ORDERS_READ, STAFF_SEARCHED, staff=True),
    ),
    checklist=(ChecklistStep("test_order", 80, "/admin/orders", FULFILLED),),
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
