"""Seals of the audit and of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("seal", "seal_prune")
_INDEXES = {
    "ix_audit_record_account": ["account_id"],
    "ix_audit_record_at": [],
    "ix_audit_record_actor": ["actor_id"],
    "ix_audit_record_target": ["target_id"],
}
_WITH_ID = ("ix_audit_record_account", "ix_audit_record_at")


def _reindex(order: str) -> None:
    for name, columns in _INDEXES.items():
        op.drop_index(name, "audit_record")
        keys = [*columns, sa.text(order), *([sa.text("id DESC")] if name in _WITH_ID else [])]
        op.create_index(name, "audit_record", keys)


def upgrade() -> None:
    # Lists are read with nulls last; the index has to say so to be used for their order.
    _reindex("at DESC NULLS LAST")
    op.add_column(
        "ledger_entry",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
    )
    op.create_unique_constraint("uq_ledger_entry_position", "ledger_entry", ["position"])
    op.create_table(
        "seal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("stream", "last", name="uq_seal_stream_last"),
    )
    op.create_table(
        "seal_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("writers", sa.ARRAY(sa.String()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_mark")),
        sa.UniqueConstraint("stream", name=op.f("uq_seal_mark_stream")),
    )
    op.create_table(
        "seal_prune",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_prune")),
        sa.UniqueConstraint("stream", "last", name="uq_seal_prune_stream_last"),
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change('seal_append_only')"
        )
        op.execute(
            f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('seal_append_only')"
        )
    # Retention deletes only what is sealed and noted as pruned.
    op.execute(
        """
        CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.position <= (SELECT max(last) FROM seal_prune WHERE stream = 'audit')
                AND OLD.position <= (SELECT max(last) FROM seal WHERE stream = 'audit')
            THEN
                RETURN OLD;
            END IF;
            PERFORM refuse('audit_append_only', 'DELETE of audit_record');
            RETURN NULL;
        END
        $$
        """
    )
    op.execute("DROP TRIGGER append_only ON audit_record")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_append_only')"
    )
    op.execute(
        "CREATE TRIGGER kept BEFORE DELETE ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION audit_kept()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER kept ON audit_record")
    op.execute("DROP TRIGGER append_only ON audit_record")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_append_only')"
    )
    op.execute("DROP FUNCTION audit_kept()")
    for table in ("seal_prune", "seal_mark", "seal"):
        op.drop_table(table)
    op.drop_constraint("uq_ledger_entry_position", "ledger_entry")
    op.drop_column("ledger_entry", "position")
    _reindex("at DESC")
