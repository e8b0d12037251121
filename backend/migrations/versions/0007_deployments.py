"""Services, operations and what belongs to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SERVICE_GRAPH = """
CREATE TRIGGER service_state_graph BEFORE UPDATE OF status ON service FOR EACH ROW
EXECUTE FUNCTION state_graph('status',
    'pending>deleting', 'pending>provisioning', 'provisioning>active',
    'provisioning>deleting', 'provisioning>failed', 'active>deleting', 'active>stopped',
    'active>suspended', 'stopped>active', 'stopped>deleting', 'stopped>suspended',
    'suspended>active', 'suspended>deleting', 'suspended>stopped', 'failed>deleting',
    'failed>provisioning', 'deleting>deleted')
"""

OPERATION_GRAPH = """
CREATE TRIGGER operation_state_graph BEFORE UPDATE OF state ON operation FOR EACH ROW
EXECUTE FUNCTION state_graph('state',
    'queued>cancelled', 'queued>failed', 'queued>running', 'running>cancelled',
    'running>compensating', 'running>failed', 'running>succeeded', 'compensating>failed',
    'failed>queued')
"""


def upgrade() -> None:
    op.create_table('orphan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['node_id'], ['node.id'], name=op.f('fk_orphan_node_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orphan')),
    sa.UniqueConstraint('node_id', 'name', name='uq_orphan_name')
    )
    op.create_table('service',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('subscription_id', sa.Uuid(), nullable=False),
    sa.Column('hostname', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('container', 'vps', name='servicekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('status', sa.Enum('pending', 'provisioning', 'active', 'stopped', 'suspended', 'failed', 'deleting', 'deleted', name='servicestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('plan_name', sa.String(), nullable=False),
    sa.Column('cpu_millis', sa.Integer(), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=False),
    sa.Column('disk_gb', sa.Integer(), nullable=False),
    sa.Column('image_slug', sa.String(), nullable=False),
    sa.Column('image_name', sa.String(), nullable=False),
    sa.Column('image_reference', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('period', sa.Enum('hour', 'month', name='period', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('paid_through', sa.DateTime(timezone=True), nullable=True),
    sa.Column('node_id', sa.Uuid(), nullable=True),
    sa.Column('node_name', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('operation_id', sa.Uuid(), nullable=True),
    sa.Column('next_kind', sa.Enum('create', 'start', 'stop', 'restart', 'suspend', 'resume', 'delete', name='operationkind', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('rests', sa.Boolean(), nullable=False),
    sa.Column('failure_code', sa.String(), nullable=True),
    sa.Column('failure_params', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('repairs', sa.Integer(), nullable=False),
    sa.Column('repair_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_service_account_id')),
    sa.ForeignKeyConstraint(['node_id'], ['node.id'], name=op.f('fk_service_node_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('order_id', name=op.f('uq_service_order_id')),
    sa.UniqueConstraint('subscription_id', name=op.f('uq_service_subscription_id'))
    )
    op.create_index('ix_service_account', 'service', ['account_id', sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text("status <> 'deleted'"))
    op.create_index('ix_service_created', 'service', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index('ix_service_node_id', 'service', ['node_id'], unique=False)
    op.create_index('ix_service_status', 'service', ['status'], unique=False)
    op.create_table('operation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('create', 'start', 'stop', 'restart', 'suspend', 'resume', 'delete', name='operationkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'compensating', 'succeeded', 'failed', 'cancelled', name='operationstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('frame', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=False),
    sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('error_params', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('actor_kind', sa.Enum('user', 'staff', 'system', 'provider', 'anonymous', name='actorkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_operation_service_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operation'))
    )
    op.create_index('ix_operation_created', 'operation', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index('ix_operation_running', 'operation', ['run_at'], unique=False, postgresql_where=sa.text("state IN ('queued', 'running', 'compensating')"))
    op.create_index('ix_operation_service', 'operation', ['service_id', sa.literal_column('created_at DESC NULLS LAST')], unique=False)
    op.create_index('uq_operation_live', 'operation', ['service_id'], unique=True, postgresql_where=sa.text("state IN ('queued', 'running', 'compensating')"))
    op.create_table('operation_log',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('operation_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('level', sa.Enum('info', 'warning', 'error', name='loglevel', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_operation_log_operation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operation_log'))
    )
    op.create_index(op.f('ix_operation_log_operation_id'), 'operation_log', ['operation_id'], unique=False)
    op.create_table('operation_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('operation_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('undo', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'running', 'done', 'failed', 'skipped', name='stepstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('detail', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_operation_step_operation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operation_step')),
    sa.UniqueConstraint('operation_id', 'name', 'undo', name='uq_operation_step_name'),
    sa.UniqueConstraint('operation_id', 'position', name='uq_operation_step_position')
    )
    op.create_foreign_key('fk_service_operation_id', 'service', 'operation', ['operation_id'], ['id'], use_alter=True)
    op.execute(SERVICE_GRAPH)
    op.execute(OPERATION_GRAPH)


def downgrade() -> None:
    op.drop_constraint('fk_service_operation_id', 'service', type_='foreignkey')
    op.drop_table('operation_step')
    op.drop_index(op.f('ix_operation_log_operation_id'), table_name='operation_log')
    op.drop_table('operation_log')
    op.drop_index('uq_operation_live', table_name='operation', postgresql_where=sa.text("state IN ('queued', 'running', 'compensating')"))
    op.drop_index('ix_operation_service', table_name='operation')
    op.drop_index('ix_operation_running', table_name='operation', postgresql_where=sa.text("state IN ('queued', 'running', 'compensating')"))
    op.drop_index('ix_operation_created', table_name='operation')
    op.drop_table('operation')
    op.drop_index('ix_service_status', table_name='service')
    op.drop_index('ix_service_node_id', table_name='service')
    op.drop_index('ix_service_created', table_name='service')
    op.drop_index('ix_service_account', table_name='service', postgresql_where=sa.text("status <> 'deleted'"))
    op.drop_table('service')
    op.drop_table('orphan')
