"""Files have rows: whose they are, what they are for, and what their content is."""

import sqlalchemy as sa
from alembic import op

revision = "0021_files"
down_revision = "0020_email_form"
branch_labels = None
depends_on = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", _words("filepurpose", "avatar", "data_export"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", _words("filestate", "pending", "stored"), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'stored' OR media_type IS NOT NULL", name=op.f("ck_file_stored")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_file_size")),
        sa.CheckConstraint("name ~ '^[0-9a-f]{32}$'", name=op.f("ck_file_name")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_file_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
        sa.UniqueConstraint("name", name=op.f("uq_file_name")),
    )
    op.create_index("ix_file_owner", "file", ["owner_id", "purpose"])
    op.create_index("ix_file_state", "file", ["state", "created_at"])
    # What lies in the store already keeps its place there: the folders are the same.
    op.execute(
        "INSERT INTO file (id, name, purpose, owner_id, state, media_type, created_at)"
        " SELECT gen_random_uuid(), avatar, 'avatar', id, 'stored', 'image/webp', now()"
        ' FROM "user" WHERE avatar IS NOT NULL'
    )
    op.execute(
        "INSERT INTO file (id, name, purpose, owner_id, state, media_type, size, created_at)"
        " SELECT gen_random_uuid(), file, 'data_export', user_id,"
        " CASE state WHEN 'ready' THEN 'stored' ELSE 'pending' END,"
        " CASE state WHEN 'ready' THEN 'application/zip' END, bytes, requested_at"
        " FROM data_export WHERE state <> 'expired'"
    )


def downgrade() -> None:
    op.drop_table("file")
