"""legal documents in versions, and consents to them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0061_legal_documents"
down_revision = "0060_node_images"
branch_labels = None
depends_on = None

_PUBLISHED = (
    "(number IS NULL) = (published_at IS NULL) AND number > 0"
    " AND (effective_at >= published_at OR number IS NULL)"
)


def upgrade() -> None:
    op.create_table(
        "legal_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("requires_consent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('terms', 'privacy')", name=op.f("ck_legal_document_legalkind")),
        sa.CheckConstraint(_PUBLISHED, name=op.f("ck_legal_document_published_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_document")),
        sa.UniqueConstraint("kind", "number", name="uq_legal_document_kind_number"),
    )
    op.create_index("ix_legal_document_created", "legal_document", ["created_at", "id"])
    op.create_index(
        "uq_legal_document_draft",
        "legal_document",
        ["kind"],
        unique=True,
        postgresql_where=sa.text("number IS NULL"),
    )
    op.create_table(
        "legal_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["legal_document.id"], name=op.f("fk_legal_consent_document_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_legal_consent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_consent")),
        sa.UniqueConstraint("user_id", "document_id", name="uq_legal_consent_user_document"),
    )
    op.create_index("ix_legal_consent_document_id", "legal_consent", ["document_id"])
    op.create_index(
        "ix_legal_consent_ip",
        "legal_consent",
        ["accepted_at"],
        postgresql_where=sa.text("ip IS NOT NULL"),
    )
    op.execute(
        """
        CREATE FUNCTION legal_document_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM refuse('legal_document_fixed', TG_OP || ' of ' || TG_TABLE_NAME);
            RETURN NULL;
        END
        $$
        """
    )
    op.execute(
        "CREATE TRIGGER fixed BEFORE UPDATE OR DELETE ON legal_document"
        " FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION legal_document_fixed()"
    )


def downgrade() -> None:
    op.drop_table("legal_consent")
    op.drop_table("legal_document")
    op.execute("DROP FUNCTION legal_document_fixed()")
