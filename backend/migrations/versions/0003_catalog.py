"""Catalog."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('image',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('container', 'vps', name='servicekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('description', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('on_sale', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_image')),
    sa.UniqueConstraint('slug', name=op.f('uq_image_slug'))
    )
    op.create_table('product',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('container', 'vps', name='servicekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('on_sale', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('slug', name=op.f('uq_product_slug'))
    )
    op.create_table('plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('product_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('cpu_millis', sa.Integer(), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=False),
    sa.Column('disk_gb', sa.Integer(), nullable=False),
    sa.Column('on_sale', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('cpu_millis > 0 AND memory_mb > 0 AND disk_gb > 0', name=op.f('ck_plan_size_positive')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_plan_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('slug', name=op.f('uq_plan_slug'))
    )
    op.create_index(op.f('ix_plan_product_id'), 'plan', ['product_id'], unique=False)
    op.create_table('price',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('period', sa.Enum('hour', 'month', name='period', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('setup_fee', sa.Integer(), nullable=False),
    sa.Column('invoice_lead_hours', sa.Integer(), nullable=False),
    sa.Column('grace_hours', sa.Integer(), nullable=False),
    sa.Column('terminate_hours', sa.Integer(), nullable=False),
    sa.Column('on_sale', sa.Boolean(), nullable=False),
    sa.CheckConstraint('amount > 0 AND setup_fee >= 0', name=op.f('ck_price_amount_positive')),
    sa.CheckConstraint('invoice_lead_hours >= 0 AND grace_hours >= 0 AND terminate_hours >= grace_hours', name=op.f('ck_price_terminate_after_grace')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_price_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price'))
    )
    op.create_index(op.f('ix_price_plan_id'), 'price', ['plan_id'], unique=False)



def downgrade() -> None:
    op.drop_index(op.f('ix_price_plan_id'), table_name='price')
    op.drop_table('price')
    op.drop_index(op.f('ix_plan_product_id'), table_name='plan')
    op.drop_table('plan')
    op.drop_table('product')
    op.drop_table('image')
