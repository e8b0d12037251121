"""Samples and checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STORAGE = (
    # Rows are rewritten in place, every minute.
    "ALTER TABLE check_state SET (fillfactor = 50)",
    "ALTER TABLE sample_rollup SET (fillfactor = 80)",
    # Graphs read the index alone only where vacuum has been since.
    "ALTER TABLE sample SET (autovacuum_vacuum_insert_scale_factor = 0.01)",
)


def upgrade() -> None:
    op.create_table('sample',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cpu_percent', sa.REAL(), nullable=False),
    sa.Column('memory_mb', sa.REAL(), nullable=False),
    sa.PrimaryKeyConstraint('service_id', 'at', name=op.f('pk_sample'), postgresql_include=['cpu_percent', 'memory_mb'])
    )
    op.create_index('ix_sample_at', 'sample', ['at'], unique=False)
    op.create_table('sample_rollup',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cpu_percent', sa.REAL(), nullable=False),
    sa.Column('memory_mb', sa.REAL(), nullable=False),
    sa.Column('samples', sa.SmallInteger(), nullable=False),
    sa.PrimaryKeyConstraint('service_id', 'at', name=op.f('pk_sample_rollup'))
    )
    op.create_index('ix_sample_rollup_at', 'sample_rollup', ['at'], unique=False)
    op.create_table('check_span',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Enum('up', 'down', 'unknown', name='checkstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    postgresql.ExcludeConstraint((sa.column('service_id'), '='), (sa.text('tstzrange(started_at, ended_at)'), '&&'), using='gist', name='ex_check_span_overlap'),
    sa.CheckConstraint('ended_at >= started_at', name=op.f('ck_check_span_order')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_check_span_service_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_span'))
    )
    op.create_index('ix_check_span_service', 'check_span', ['service_id', 'started_at'], unique=False)
    op.create_table('check_state',
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Enum('up', 'down', 'unknown', name='checkstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('latency_ms', sa.Integer(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.CheckConstraint("enabled OR status = 'unknown'", name=op.f('ck_check_state_disabled_is_unknown')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_check_state_service_id')),
    sa.PrimaryKeyConstraint('service_id', name=op.f('pk_check_state'))
    )
    op.create_index('ix_check_state_since', 'check_state', [sa.literal_column('since DESC NULLS LAST'), sa.literal_column('service_id DESC')], unique=False)
    for statement in STORAGE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('check_state')
    op.drop_table('check_span')
    op.drop_table('sample_rollup')
    op.drop_table('sample')
