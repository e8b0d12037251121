"""Use cases of billing, one file each."""

from app.features.billing.service.balances import adjust_balance, balance
from app.features.billing.service.invoicing import bill_order, invoice_state, void_invoice
from app.features.billing.service.notices import FOLLOW, follow_notice, take_notice
from app.features.billing.service.paying import (
    ask_provider,
    begin_payment,
    begin_top_up,
    record,
    record_of_invoice,
)
from app.features.billing.service.reading import (
    page_all_invoices,
    page_all_payments,
    page_balance_entries,
    page_invoices,
    page_ledger,
    page_payments,
    page_subscriptions,
    read_any_invoice,
    read_any_payment,
    read_balance,
    read_invoice,
    read_payment,
    read_summary,
)
from app.features.billing.service.reconciling import RECONCILE, reconcile, start_checks
from app.features.billing.service.refunding import refund_invoice
from app.features.billing.service.renewal import collect_due, dun, invoice_due, warn
from app.features.billing.service.seeding import seed
from app.features.billing.service.settling import pay_from_balance
from app.features.billing.service.subscribing import (
    activate_subscription,
    end_subscription,
    note_service,
)
