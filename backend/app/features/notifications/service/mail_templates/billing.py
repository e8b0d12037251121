"""E-mails about invoices, payments and the balance."""

from app.features.notifications.service.mail_templates.variables import (
    BALANCE_PAGE,
    GROSS,
    HOST,
    INVOICE_PAGE,
    LINE,
    NET,
    NUMBER,
    OPTIONAL_HOST,
    OPTIONAL_INVOICE_PAGE,
    SUSPEND,
    TAX,
    TERMINATE,
    failure,
    moment,
    money,
    text,
)
from app.manifest import MailGroup, MailTemplate, Reason, Variable, VariableKind, words

_INVOICE_VARIABLES = (
    text("number", NUMBER.about, "2026-000042", source="invoice.number"),
    money("total", words("Всего к оплате", "The total"), GROSS, source="invoice.total"),
    money(
        "subtotal", words("Сумма без налога", "The sum before tax"), NET, source="invoice.subtotal"
    ),
    money("tax", words("Налог", "The tax"), TAX, source="invoice.tax"),
    moment("due_at", words("Срок оплаты", "When it is due"), source="invoice.due_at"),
    moment(
        "paid_at",
        words("Когда оплачен", "When it was paid"),
        source="invoice.paid_at",
        optional=True,
    ),
    text("hostname", HOST.about, "shop", source="invoice.hostname", optional=True),
    Variable(
        name="renewal",
        kind=VariableKind.FLAG,
        source="invoice.renewal",
        about=words("Это продление, а не первый заказ", "It is a renewal, not a first order"),
        sample=True,
        optional=True,
    ),
    Variable(
        name="items",
        kind=VariableKind.LINES,
        source="invoice.lines",
        about=words("Строки счёта", "The lines of the invoice"),
        sample=[LINE],
    ),
    SUSPEND,
    TERMINATE,
    INVOICE_PAGE,
)
BILLING = tuple(
    MailTemplate(
        name=name,
        title=title,
        group=MailGroup.BILLING,
        reason=Reason.BILLING_CONTACT,
        variables=variables,
        mailed=mailed,
    )
    for name, title, variables, mailed in (
        ("invoice_issued", words("Счёт выставлен", "Invoice issued"), _INVOICE_VARIABLES, True),
        ("invoice_paid", words("Счёт оплачен", "Invoice paid"), _INVOICE_VARIABLES, True),
        ("invoice_overdue", words("Счёт просрочен", "Invoice overdue"), _INVOICE_VARIABLES, True),
        (
            "balance_low",
            words("Не хватает денег на балансе", "Balance too low"),
            (
                money("missing", words("Сколько не хватает", "How much is missing"), GROSS),
                NUMBER,
                moment("due_at", words("Когда спишем", "When we charge it")),
                OPTIONAL_HOST,
                BALANCE_PAGE,
            ),
            True,
        ),
        (
            "payment_failed",
            words("Платёж не прошёл", "Payment failed"),
            (
                money("amount", words("Сумма платежа", "The amount"), GROSS),
                text("number", NUMBER.about, "2026-000042", optional=True),
                failure("failure"),
                OPTIONAL_INVOICE_PAGE,
                BALANCE_PAGE,
            ),
            True,
        ),
        (
            "order_refunded",
            words("Деньги за заказ возвращены", "Order refunded"),
            (
                money("amount", words("Возвращённая сумма", "The amount returned"), GROSS),
                text("number", words("Номер заказа", "The number of the order"), "O-2026-17"),
                OPTIONAL_HOST,
                BALANCE_PAGE,
            ),
            True,
        ),
        (
            "top_up",
            words("Баланс пополнен", "Balance topped up"),
            (money("amount", words("Сумма", "The amount"), GROSS),),
            False,
        ),
    )
)
