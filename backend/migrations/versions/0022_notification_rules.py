"""notification rules: texts, tone, path and permission kept with each notification

The check on `mail.template` went: a rule and two texts make a new kind, without a migration.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022_notification_rules"
down_revision = "0020_billing_error"
branch_labels = None
depends_on = None

# Told before texts were kept: event type, rule, Russian, English, tone, permission.
_TOLD = (
    ("invoice.issued", "invoice_issued", "Счёт {number}", "Invoice {number}", "neutral", "billing:read"),
    ("invoice.paid", "invoice_paid", "Счёт {number} оплачен", "Invoice {number} is paid", "positive", "billing:read"),
    ("invoice.overdue", "invoice_overdue", "Счёт {number} не оплачен в срок", "Invoice {number} is overdue", "critical", "billing:read"),
    ("balance.low", "balance_low", "На балансе не хватает денег на счёт {number}", "The balance is short for invoice {number}", "warning", "billing:read"),
    ("payment.failed", "payment_failed", "Платёж не прошёл", "A payment did not go through", "critical", "billing:read"),
    ("payment.succeeded", "top_up", "Деньги зачислены на баланс", "Money arrived on the balance", "positive", "billing:read"),
    ("service.activated", "service_active", "{hostname} работает", "{hostname} is running", "positive", "services:read"),
    ("service.failed", "service_failed", "{hostname} не удалось запустить", "{hostname} could not be set up", "critical", "services:read"),
    ("service.suspended", "service_suspended", "{hostname} приостановлен", "{hostname} is suspended", "warning", "services:read"),
    ("service.resumed", "service_resumed", "{hostname} снова работает", "{hostname} is running again", "positive", "services:read"),
    ("subscription.ended", "service_ended", "{hostname} удалён", "{hostname} is deleted", "neutral", "services:read"),
    ("order.refunded", "order_refunded", "Деньги за заказ {number} вернулись на баланс", "The money for order {number} is back on your balance", "neutral", "billing:read"),
    ("operation.failed", "operation_failed", "Операция не удалась: {hostname}", "An operation failed: {hostname}", "critical", "services:read"),
    ("check.down", "check_down", "{hostname} не отвечает", "{hostname} does not answer", "critical", "monitoring:read"),
    ("check.up", "check_up", "{hostname} снова отвечает", "{hostname} answers again", "positive", "monitoring:read"),
)
_EMAILS = (
    *("verification", "registration_repeated", "password_reset", "password_changed"),
    *("email_change", "email_change_notice", "email_changed", "new_place", "second_factor"),
    *("invoice_issued", "invoice_paid", "invoice_overdue", "balance_low", "payment_failed"),
    *("service_active", "service_failed", "service_suspended", "service_resumed"),
    *("service_ended", "order_refunded", "invitation", "acted_as_customer", "data_export"),
    "data_erased",
)
_FILL = """
    UPDATE notification SET
        rule = :rule, tone = :tone, permission = :permission,
        text = jsonb_build_object(
            'ru', replace(replace(:ru, '{number}', coalesce(params ->> 'number', '')),
                          '{hostname}', coalesce(params ->> 'hostname', '')),
            'en', replace(replace(:en, '{number}', coalesce(params ->> 'number', '')),
                          '{hostname}', coalesce(params ->> 'hostname', ''))
        )
    WHERE event_type = :type
"""
_PATH = """
    UPDATE notification SET path = CASE
        WHEN event_type = 'subscription.ended' THEN '/panel/services'
        WHEN service_id IS NOT NULL THEN '/panel/services/' || service_id
        WHEN invoice_id IS NOT NULL THEN '/panel/invoices/' || invoice_id
        ELSE '/panel/balance' END
"""


def upgrade() -> None:
    op.execute("ALTER TABLE mail DROP CONSTRAINT ck_mail_template")
    op.alter_column("mail", "template", type_=sa.String(), existing_nullable=False)
    for name in ("rule", "path", "permission"):
        op.add_column("notification", sa.Column(name, sa.String(), nullable=True))
    op.add_column("notification", sa.Column("tone", sa.String(32), nullable=True))
    op.add_column("notification", sa.Column("text", postgresql.JSONB(), nullable=True))
    for kind, rule, ru, en, tone, permission in _TOLD:
        values = {"type": kind, "rule": rule, "ru": ru, "en": en, "tone": tone}
        op.execute(sa.text(_FILL).bindparams(**values, permission=permission))
    op.execute(_PATH)
    for name in ("rule", "path", "permission", "tone", "text"):
        op.alter_column("notification", name, nullable=False)
    op.create_check_constraint(
        "tone", "notification", "tone IN ('positive', 'neutral', 'warning', 'critical')"
    )
    op.drop_constraint("uq_notification_event_id", "notification", type_="unique")
    op.create_unique_constraint("uq_notification_event_rule", "notification", ["event_id", "rule"])
    op.drop_column("notification", "params")
    op.drop_column("notification", "about_money")


def downgrade() -> None:
    op.add_column("notification", sa.Column("about_money", sa.Boolean(), nullable=True))
    op.add_column("notification", sa.Column("params", postgresql.JSONB(), nullable=True))
    op.execute("UPDATE notification SET about_money = permission = 'billing:read', params = '{}'")
    op.alter_column("notification", "about_money", nullable=False)
    op.alter_column("notification", "params", nullable=False)
    op.drop_constraint("uq_notification_event_rule", "notification", type_="unique")
    op.create_unique_constraint("uq_notification_event_id", "notification", ["event_id"])
    op.execute("ALTER TABLE notification DROP CONSTRAINT ck_notification_tone")
    for name in ("text", "tone", "permission", "path", "rule"):
        op.drop_column("notification", name)
    op.alter_column("mail", "template", type_=sa.String(32), existing_nullable=False)
    # Not for the rows that are there: kinds that the older release does not know stay as they are.
    names = ", ".join(f"'{name}'" for name in _EMAILS)
    op.execute(
        f"ALTER TABLE mail ADD CONSTRAINT ck_mail_template CHECK (template IN ({names})) NOT VALID"
    )
