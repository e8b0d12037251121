"""What subscriptions, invoices, payments and the ledger brings along."""

from app.auth.permissions import Permission
from app.events.billing import (
    BalanceAdjusted,
    BalanceLow,
    CreditNoteIssued,
    InvoiceEvent,
    PaymentEvent,
    SubscriptionEvent,
)
from app.features.billing import service
from app.features.billing.dao.export import EXPORT
from app.features.billing.dao.invariants import INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router", "webhooks", "admin"),
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
    demo=service.seed,
    demo_after=("accounts",),
)
