"""Tables of billing. What may change in them, and along which edges, is held by triggers.

They name one another in foreign keys, so all of them are imported together.
"""

from app.features.billing.models.documents import (
    CreditNote,
    DocumentSeries,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
)
from app.features.billing.models.ledger import (
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
)
from app.features.billing.models.payments import (
    FIRST_CHECK_AFTER,
    Payment,
    PaymentStatus,
    ProviderEvent,
)
from app.features.billing.models.subscriptions import (
    Charge,
    Subscription,
    SubscriptionStatus,
)
