"""the business counted by day, and indexes that lead to what failed on a day"""

import sqlalchemy as sa
from alembic import op

revision = "0071_trends"
down_revision = "0070_brand"
branch_labels = None
depends_on = None

_METRICS = ("revenue", "orders", "sign_ups", "failed_operations", "failed_payments")
_FAILED = sa.text("status = 'failed'")
_FAILED_OPERATION = sa.text("state = 'failed'")


def upgrade() -> None:
    metric = sa.Enum(
        *_METRICS, name="trendmetric", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "report_day",
        sa.Column("metric", metric, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("metric", "currency", "day", name=op.f("pk_report_day")),
        sa.CheckConstraint(
            "(metric = 'revenue') = (currency <> '')", name=op.f("ck_report_day_money_has_currency")
        ),
        sa.CheckConstraint(
            "metric = 'revenue' OR value >= 0", name=op.f("ck_report_day_count_not_negative")
        ),
    )
    op.create_index("ix_payment_failed", "payment", ["finished_at"], postgresql_where=_FAILED)
    op.create_index(
        "ix_operation_failed", "operation", ["finished_at"], postgresql_where=_FAILED_OPERATION
    )


def downgrade() -> None:
    op.drop_index("ix_operation_failed", "operation")
    op.drop_index("ix_payment_failed", "payment")
    op.drop_table("report_day")
