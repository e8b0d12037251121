"""Nodes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Refuses a change of the column named first along an edge that is not listed after it ("a>b").
STATE_GRAPH = """
CREATE FUNCTION state_graph() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := to_jsonb(OLD) ->> TG_ARGV[0];
    after text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF before <> after AND NOT (before || '>' || after) = ANY (TG_ARGV) THEN
        RAISE EXCEPTION '% % may not go from % to %', TG_TABLE_NAME, NEW.id, before, after
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_state_graph';
    END IF;
    RETURN NEW;
END $$
"""

NODE_GRAPH = """
CREATE TRIGGER node_state_graph BEFORE UPDATE OF state ON node FOR EACH ROW
EXECUTE FUNCTION state_graph('state', 'registering>ready', 'registering>retired',
    'ready>maintenance', 'ready>unreachable', 'ready>retired', 'maintenance>ready',
    'maintenance>retired', 'unreachable>ready', 'unreachable>retired')
"""


def upgrade() -> None:
    op.create_table('node',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('region', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('container', 'vps', name='servicekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('driver', sa.String(), nullable=False),
    sa.Column('endpoint', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('public_host', sa.String(), nullable=False),
    sa.Column('network_mode', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('port_from', sa.Integer(), nullable=False),
    sa.Column('port_to', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('registering', 'ready', 'maintenance', 'unreachable', 'retired', name='nodestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('cpu_millis', sa.Integer(), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=False),
    sa.Column('disk_gb', sa.Integer(), nullable=False),
    sa.Column('reserved_cpu_millis', sa.Integer(), nullable=False),
    sa.Column('reserved_memory_mb', sa.Integer(), nullable=False),
    sa.Column('reserved_disk_gb', sa.Integer(), nullable=False),
    sa.Column('capacity_low', sa.Boolean(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('port_from BETWEEN 1024 AND port_to AND port_to <= 65535', name=op.f('ck_node_ports')),
    sa.CheckConstraint('reserved_cpu_millis BETWEEN 0 AND cpu_millis AND reserved_memory_mb BETWEEN 0 AND memory_mb AND reserved_disk_gb BETWEEN 0 AND disk_gb', name=op.f('ck_node_capacity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_node')),
    sa.UniqueConstraint('name', name=op.f('uq_node_name'))
    )
    op.create_index('ix_node_created', 'node', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_table('node_allocation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('cpu_millis', sa.Integer(), nullable=False),
    sa.Column('memory_mb', sa.Integer(), nullable=False),
    sa.Column('disk_gb', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('cpu_millis > 0 AND memory_mb > 0 AND disk_gb > 0', name=op.f('ck_node_allocation_positive')),
    sa.ForeignKeyConstraint(['node_id'], ['node.id'], name=op.f('fk_node_allocation_node_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_node_allocation')),
    sa.UniqueConstraint('node_id', 'port', name='uq_node_allocation_port'),
    sa.UniqueConstraint('service_id', name=op.f('uq_node_allocation_service_id'))
    )
    op.execute(STATE_GRAPH)
    op.execute(NODE_GRAPH)


def downgrade() -> None:
    op.drop_table('node_allocation')
    op.drop_index('ix_node_created', table_name='node')
    op.drop_table('node')
    op.execute("DROP FUNCTION state_graph()")
