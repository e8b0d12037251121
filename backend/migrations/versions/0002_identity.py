"""Identity: roles, people, their sessions and proofs, accounts and members."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column(
            "locale",
            sa.Enum(
                "ru", "en", name="locale", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_created_at"), "account", ["created_at"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.String()), nullable=False),
        sa.CheckConstraint(
            "permissions <@ ARRAY['roles:read', 'roles:assign', 'users:read', 'users:manage', 'accounts:read', 'accounts:manage', 'catalog:manage', 'billing:read', 'billing:manage', 'billing:refund', 'billing:adjust', 'orders:read', 'orders:manage', 'nodes:read', 'nodes:manage', 'services:read', 'services:manage', 'services:delete', 'monitoring:read', 'notifications:read', 'jobs:read', 'jobs:retry', 'audit:read']::varchar[]",
            name=op.f("ck_role_permissions_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("hashed_password", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column(
            "locale",
            sa.Enum(
                "ru", "en", name="locale", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.Enum(
                "system",
                "light",
                "dark",
                name="theme",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("mail_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
    )
    op.create_index("uq_user_email", "user", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "account_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "admin",
                "billing",
                "technical",
                "read_only",
                name="memberrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_member_account_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_member")),
        sa.UniqueConstraint("account_id", "user_id", name="uq_account_member_account_user"),
    )
    op.create_index(op.f("ix_account_member_user_id"), "account_member", ["user_id"], unique=False)
    op.create_index(
        "uq_account_member_owner",
        "account_member",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("role = 'owner'"),
    )
    op.create_table(
        "auth_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_auth_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_session")),
    )
    op.create_index(
        op.f("ix_auth_session_expires_at"), "auth_session", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_auth_session_user_id"), "auth_session", ["user_id"], unique=False)
    op.create_table(
        "email_verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "tries BETWEEN 0 AND 5", name=op.f("ck_email_verification_tries_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_email_verification_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_verification")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_email_verification_token_digest")),
        sa.UniqueConstraint("user_id", name=op.f("uq_email_verification_user_id")),
    )
    op.create_table(
        "staff_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_staff_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_role_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
        sa.UniqueConstraint("user_id", "role_id", name="uq_staff_role_user_role"),
    )
    op.create_index(op.f("ix_staff_role_role_id"), "staff_role", ["role_id"], unique=False)
    op.create_table(
        "refresh_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["auth_session.id"],
            name=op.f("fk_refresh_token_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_refresh_token_digest")),
    )
    op.create_index(
        op.f("ix_refresh_token_expires_at"), "refresh_token", ["expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_refresh_token_session_id"), "refresh_token", ["session_id"], unique=False
    )
    op.create_index(
        "uq_refresh_token_unspent",
        "refresh_token",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("spent_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_refresh_token_unspent",
        table_name="refresh_token",
        postgresql_where=sa.text("spent_at IS NULL"),
    )
    op.drop_index(op.f("ix_refresh_token_session_id"), table_name="refresh_token")
    op.drop_index(op.f("ix_refresh_token_expires_at"), table_name="refresh_token")
    op.drop_table("refresh_token")
    op.drop_index(op.f("ix_staff_role_role_id"), table_name="staff_role")
    op.drop_table("staff_role")
    op.drop_table("email_verification")
    op.drop_index(op.f("ix_auth_session_user_id"), table_name="auth_session")
    op.drop_index(op.f("ix_auth_session_expires_at"), table_name="auth_session")
    op.drop_table("auth_session")
    op.drop_index(
        "uq_account_member_owner",
        table_name="account_member",
        postgresql_where=sa.text("role = 'owner'"),
    )
    op.drop_index(op.f("ix_account_member_user_id"), table_name="account_member")
    op.drop_table("account_member")
    op.drop_index("uq_user_email", table_name="user")
    op.drop_table("user")
    op.drop_table("role")
    op.drop_index(op.f("ix_account_created_at"), table_name="account")
    op.drop_table("account")
