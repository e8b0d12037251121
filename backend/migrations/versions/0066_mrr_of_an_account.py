"""the index of what subscriptions bring in a month leads to one account too"""

import sqlalchemy as sa
from alembic import op

revision = "0066_mrr_of_an_account"
down_revision = "0065_services_of_an_image"
branch_labels = None
depends_on = None

_LIVE = sa.text("status IN ('active', 'past_due')")


def upgrade() -> None:
    op.drop_index("ix_subscription_mrr", "subscription")
    op.create_index(
        "ix_subscription_mrr",
        "subscription",
        ["currency", "account_id"],
        postgresql_include=["period", "amount"],
        postgresql_where=_LIVE,
    )


def downgrade() -> None:
    op.drop_index("ix_subscription_mrr", "subscription")
    op.create_index(
        "ix_subscription_mrr",
        "subscription",
        ["currency"],
        postgresql_include=["period", "amount"],
        postgresql_where=_LIVE,
    )
