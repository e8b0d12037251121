"""an index of the jobs that workers pull by themselves, queue by queue"""

from alembic import op

revision = "0042_pulled_jobs"
down_revision = "0041_rollup_covering"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_job_undispatched ON job (queue, run_at)"
        " WHERE state = 'pending' AND dispatched_at IS NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_job_undispatched")
