"""nodes are edited by staff, with sealed credentials, and tested before they are saved"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050_node_editing"
down_revision = "0049_system_facts"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("credentials", sa.String(), nullable=False, server_default=""),
    sa.Column("credential_names", postgresql.JSONB(), nullable=False, server_default="[]"),
    sa.Column("labels", postgresql.JSONB(), nullable=False, server_default="{}"),
    sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
)


def upgrade() -> None:
    # `version` counts edits everywhere; this was what the engine says of itself.
    op.alter_column("node", "version", new_column_name="engine_version")
    for column in _ADDED:
        op.add_column("node", column)
    state = sa.Enum(
        "pending", "done", name="nodeteststate", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "node_test",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("node_id", sa.Uuid(), nullable=True),
        sa.Column("state", state, nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("checks", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_node_test_node_id_node")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_test")),
    )
    op.create_index("ix_node_test_created", "node_test", ["created_at"])
    op.create_index(op.f("ix_node_test_node_id"), "node_test", ["node_id"])


def downgrade() -> None:
    op.drop_table("node_test")
    for column in reversed(_ADDED):
        op.drop_column("node", column.name)
    op.alter_column("node", "engine_version", new_column_name="version")
