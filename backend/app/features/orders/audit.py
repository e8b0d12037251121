"""What of orders leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    ORDER_PLACED = "order.placed"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_REFUNDED = "order.refunded"


WORDS = AuditWords(
    sentences={
        AuditAction.ORDER_PLACED: Sentence(
            "{actor} placed the order {target}",
            "{actor}: оформление заказа {target}",
            name="number",
        ),
        AuditAction.ORDER_CANCELLED: Sentence(
            "{actor} cancelled the order {target}",
            "{actor}: отмена заказа {target}",
            name="number",
        ),
        AuditAction.ORDER_REFUNDED: Sentence(
            "{actor} refunded the order {target}",
            "{actor}: возврат денег за заказ {target}",
            name="number",
        ),
    },
    details={
        "number": Detail("Order", "Заказ"),
        "total": Detail("Total", "Сумма", kind="amount"),
        "currency": HIDDEN,
    },
)
