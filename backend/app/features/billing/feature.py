"""What subscriptions, invoices, payments and the ledger brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.billing import (
    BalanceAdjusted,
    BalanceLow,
    CreditNoteIssued,
    InvoiceEvent,
    PaymentEvent,
    SubscriptionEvent,
)
from app.features.billing import service
from app.features.billing.audit import AuditAction
from app.features.billing.dao.erasing import OBSTACLES
from app.features.billing.dao.export import EXPORT
from app.features.billing.dao.invariants import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router", "webhooks", "admin"),
    audit_actions=AuditAction,
    event_access={
        InvoiceEvent: Permission.BILLING_READ,
        CreditNoteIssued: Permission.BILLING_READ,
        PaymentEvent: Permission.BILLING_READ,
        BalanceAdjusted: Permission.BILLING_READ,
        BalanceLow: Permission.BILLING_READ,
        SubscriptionEvent: Permission.SERVICES_READ,
    },
    invariants=INVARIANTS,
    export=EXPORT,
    erasure_obstacles=OBSTACLES,
    demo=service.seed,
    demo_after=("accounts",),
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.BILLING_READ},
        BuiltInRole.BILLING: {
            Permission.BILLING_READ,
            Permission.BILLING_MANAGE,
            Permission.BILLING_REFUND,
            Permission.BILLING_ADJUST,
        },
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.BILLING_READ},
        MemberRole.BILLING: {Permission.BILLING_READ, Permission.BILLING_MANAGE},
    },
)
