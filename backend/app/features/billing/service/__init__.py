"""Use cases of billing, one file each."""

from app.features.billing.service.balances import adjust_balance
from app.features.billing.service.demo_data import seed
from app.features.billing.service.invoices import create_order_invoice, invoice_state, void_invoice
from app.features.billing.service.pay_all import (
    record_outcome_of_all,
    resume_payment_of_all,
    start_payment_of_all,
)
from app.features.billing.service.payments import (
    create_at_provider,
    record_invoice_outcome,
    record_outcome,
    resume_invoice_payment,
    resume_payment,
    start_payment,
    start_top_up,
)
from app.features.billing.service.reads import (
    page_all_invoices,
    page_all_payments,
    page_balance_entries,
    page_invoices,
    page_ledger,
    page_payments,
    page_subscriptions,
    payment_methods,
    read_any_invoice,
    read_any_payment,
    read_balance,
    read_invoice,
    read_payment,
    read_summary,
)
from app.features.billing.service.reconciliation import (
    RECONCILE,
    CheckOutcome,
    PaymentCheck,
    ask_about,
    begin_check,
    finish_check,
    schedule_checks,
)
from app.features.billing.service.refunds import refund_by_staff, refund_invoice
from app.features.billing.service.renewals import (
    collect_due_invoices,
    invoice_due_periods,
    run_dunning,
    warn_low_balances,
)
from app.features.billing.service.subscriptions import (
    activate_subscription,
    cancel_subscription,
    end_cancelled,
    end_subscription,
    end_subscription_of_deleted,
    link_service,
    record_activation_failure,
    subscription_state,
)
from app.features.billing.service.testing import ask_provider
from app.features.billing.service.webhooks import (
    PROCESS_WEBHOOK,
    WebhookLookup,
    begin_lookup,
    look_up,
    process_webhook_event,
    receive_webhook,
)
