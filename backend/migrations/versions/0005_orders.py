"""Orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_GRAPH = (
    "'placed', 'placed>review', 'placed>awaiting_payment', 'review>awaiting_payment',"
    " 'review>rejected', 'awaiting_payment>paid', 'awaiting_payment>expired',"
    " 'awaiting_payment>cancelled', 'paid>fulfilled', 'paid>refunded'"
)


def upgrade() -> None:
    op.create_table('order',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('status', sa.Enum('placed', 'review', 'awaiting_payment', 'paid', 'fulfilled', 'rejected', 'expired', 'cancelled', 'refunded', name='orderstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('hostname', sa.String(), nullable=False),
    sa.Column('offer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('plan_name', sa.String(), nullable=False),
    sa.Column('image_name', sa.String(), nullable=False),
    sa.Column('period', sa.Enum('hour', 'month', name='period', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=True),
    sa.Column('subscription_id', sa.Uuid(), nullable=True),
    sa.Column('service_id', sa.Uuid(), nullable=True),
    sa.Column('failure', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('placed', 'review', 'rejected') OR invoice_id IS NOT NULL", name=op.f('ck_order_billed')),
    sa.CheckConstraint('(failure IS NULL) = (failed_at IS NULL)', name=op.f('ck_order_failure')),
    sa.CheckConstraint('total > 0', name=op.f('ck_order_total_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_order_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_order_invoice_id')),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_order_subscription_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('invoice_id', name=op.f('uq_order_invoice_id')),
    sa.UniqueConstraint('number', name=op.f('uq_order_number')),
    sa.UniqueConstraint('service_id', name=op.f('uq_order_service_id')),
    sa.UniqueConstraint('subscription_id', name=op.f('uq_order_subscription_id'))
    )
    op.create_index('ix_order_account', 'order', ['account_id', sa.literal_column('created_at DESC NULLS LAST')], unique=False)
    op.create_index('ix_order_created', 'order', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index('ix_order_failed', 'order', ['failed_at'], unique=False, postgresql_where=sa.text("status = 'paid'"))
    op.create_index('ix_order_unpaid', 'order', ['created_at'], unique=False, postgresql_where=sa.text("status = 'awaiting_payment'"))
    op.execute("CREATE SEQUENCE order_number")
    op.execute(
        'CREATE TRIGGER state_graph BEFORE INSERT OR UPDATE OF status ON "order"'
        f" FOR EACH ROW EXECUTE FUNCTION keep_to_graph({_GRAPH})"
    )


def downgrade() -> None:
    op.drop_index('ix_order_unpaid', table_name='order', postgresql_where=sa.text("status = 'awaiting_payment'"))
    op.drop_index('ix_order_failed', table_name='order', postgresql_where=sa.text("status = 'paid'"))
    op.drop_index('ix_order_created', table_name='order')
    op.drop_index('ix_order_account', table_name='order')
    op.drop_table('order')
    op.execute("DROP SEQUENCE order_number")
