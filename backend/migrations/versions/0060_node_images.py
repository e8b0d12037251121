"""images of nodes as rows, with how far their pulls are"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0060_node_images"
down_revision = "0057_metrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('node_image',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.Column('image', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'pulling', 'present', 'failed', 'cancelled', 'missing', 'removing', name='nodeimagestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('layers_done', sa.Integer(), nullable=False),
    sa.Column('layers_total', sa.Integer(), nullable=False),
    sa.Column('bytes_done', sa.BigInteger(), nullable=False),
    sa.Column('bytes_total', sa.BigInteger(), nullable=False),
    sa.Column('size_bytes', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('error_params', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('error_retryable', sa.Boolean(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['node_id'], ['node.id'], name=op.f('fk_node_image_node_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_node_image')),
    sa.UniqueConstraint('node_id', 'image', 'reference', name='uq_node_image')
    )
    op.create_index('ix_node_image_created', 'node_image', ['created_at', 'id'], unique=False)
    op.create_index('ix_node_image_image', 'node_image', ['image'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_node_image_image', table_name='node_image')
    op.drop_index('ix_node_image_created', table_name='node_image')
    op.drop_table('node_image')
