"""What of money leaves a row in the audit."""

from app.events.audit import BaseAuditAction


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    BALANCE_ADJUSTED = "balance.adjusted"
    INVOICE_PAID = "invoice.paid"
    PAYMENT_BEGUN = "payment.begun"
    INVOICE_REFUNDED = "invoice.refunded"
    TOP_UP_BEGUN = "top_up.begun"
