"""Every letter there is, held to by the table again."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TEMPLATES = (
    "verification",
    "registration_repeated",
    "password_reset",
    "password_changed",
    "email_change",
    "email_change_notice",
    "email_changed",
    "new_place",
    "second_factor",
    "invoice_issued",
    "invoice_paid",
    "invoice_overdue",
    "balance_low",
    "payment_failed",
    "service_active",
    "service_failed",
    "service_suspended",
    "service_resumed",
    "service_ended",
    "order_refunded",
    "invitation",
    "acted_as_customer",
    "data_export",
    "data_erased",
)


def upgrade() -> None:
    names = ", ".join(f"'{name}'" for name in _TEMPLATES)
    op.execute(f"ALTER TABLE mail ADD CONSTRAINT ck_mail_template CHECK (template IN ({names}))")


def downgrade() -> None:
    op.execute("ALTER TABLE mail DROP CONSTRAINT ck_mail_template")
