"""What of money leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    BALANCE_ADJUSTED = "balance.adjusted"
    INVOICE_PAID = "invoice.paid"
    PAYMENT_BEGUN = "payment.begun"
    INVOICE_REFUNDED = "invoice.refunded"
    TOP_UP_BEGUN = "top_up.begun"


_METHODS = {
    "balance": Text("balance", "баланс"),
    "sandbox": Text("test payments", "тестовые платежи"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.BALANCE_ADJUSTED: Sentence(
            "{actor} adjusted the balance of {target|an account}: {amount}",
            "{actor}: корректировка баланса, {target|аккаунт}: {amount}",
        ),
        AuditAction.INVOICE_PAID: Sentence(
            "{actor} paid the invoice {target}", "{actor}: оплата счёта {target}", name="number"
        ),
        AuditAction.PAYMENT_BEGUN: Sentence(
            "{actor} started a payment of {amount}", "{actor}: начало платежа, {amount}"
        ),
        AuditAction.INVOICE_REFUNDED: Sentence(
            "{actor} refunded the invoice {target}",
            "{actor}: возврат денег по счёту {target}",
            name="number",
        ),
        AuditAction.TOP_UP_BEGUN: Sentence(
            "{actor} started a top-up of {amount}", "{actor}: начало пополнения баланса, {amount}"
        ),
    },
    details={
        "amount": Detail("Amount", "Сумма", kind="amount"),
        "currency": HIDDEN,
        "method": Detail("Payment method", "Способ оплаты", _METHODS),
        "provider": Detail("Payment method", "Способ оплаты", _METHODS),
        "number": Detail("Invoice", "Счёт"),
        "invoice_id": HIDDEN,
        "invoice_ids": HIDDEN,
        "credit_note": Detail("Credit note", "Кредит-нота"),
    },
)
