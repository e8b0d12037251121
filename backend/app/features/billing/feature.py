"""What subscriptions, invoices, payments and the ledger brings along."""

from sqlmodel import col

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
from app.features.billing.audit import WORDS, AuditAction
from app.features.billing.dao.currency import USES
from app.features.billing.dao.erasing import OBSTACLES
from app.features.billing.dao.export import EXPORT
from app.features.billing.dao.invariants import INVARIANTS
from app.features.billing.dao.reads import SEARCHED, STAFF_SEARCHED
from app.features.billing.models import Invoice, Payment
from app.manifest import AuditTarget, Feature, Searchable

feature = Feature(
    routers=("router", "webhooks", "admin", "settings"),
    tags={
        "billing": "Invoices, payments and the balance.",
        "webhooks": "Where payment providers report; signed by them, of no use to others.",
    },
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "invoice": AuditTarget(col(Invoice.id), col(Invoice.number)),
        "payment": AuditTarget(col(Payment.id)),
    },
    event_access={
        InvoiceEvent: Permission.BILLING_READ,
        CreditNoteIssued: Permission.BILLING_READ,
        PaymentEvent: Permission.BILLING_READ,
        BalanceAdjusted: Permission.BILLING_READ,
        BalanceLow: Permission.BILLING_READ,
        SubscriptionEvent: Permission.SERVICES_READ,
    },
    search=(
        Searchable(Permission.BILLING_READ, SEARCHED),
        Searchable(Permission.BILLING_READ, STAFF_SEARCHED, staff=True),
    ),
    currency_uses=USES,
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
