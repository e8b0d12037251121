"""the overview shows no counts of jobs: their totals go"""

from alembic import op

revision = "0044_report_totals_of_jobs"
down_revision = "0043_report_totals"
branch_labels = None
depends_on = None

_NAMES = (
    "mrr",
    "active_services",
    "orders_today",
    "paid_orders_waiting",
    "failed_operations",
    "unpaid_invoices",
    "unpaid_total",
)
_OF_JOBS = ("pending_jobs", "dead_jobs")


def upgrade() -> None:
    op.execute(f"DELETE FROM report_total WHERE name IN {_OF_JOBS}")
    _allow(_NAMES)


def downgrade() -> None:
    _allow(_NAMES + _OF_JOBS)


def _allow(names: tuple[str, ...]) -> None:
    op.execute("ALTER TABLE report_total DROP CONSTRAINT ck_report_total_totalname")
    op.execute(
        f"ALTER TABLE report_total ADD CONSTRAINT ck_report_total_totalname CHECK (name IN {names})"
    )
