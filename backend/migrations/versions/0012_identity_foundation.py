"""Identity: who is behind a session, members of single services, the audit; counts from an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ACTORS = ("user", "token", "staff", "system", "provider", "anonymous")
_TABLES_WITH_ACTORS = ("event", "ledger_entry", "operation")
_OLD_PERMISSIONS = [
    "roles:read",
    "roles:assign",
    "users:read",
    "users:manage",
    "accounts:read",
    "accounts:manage",
    "catalog:manage",
    "billing:read",
    "billing:manage",
    "billing:refund",
    "billing:adjust",
    "orders:read",
    "orders:manage",
    "nodes:read",
    "nodes:manage",
    "services:read",
    "services:manage",
    "services:delete",
    "monitoring:read",
    "notifications:read",
    "jobs:read",
    "jobs:retry",
    "audit:read",
]
_NEW_PERMISSIONS = [
    "roles:manage",
    "users:impersonate",
    "tokens:manage",
    "reports:read",
    "settings:manage",
]


def _names(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _allow_permissions(permissions: list[str]) -> None:
    op.execute("ALTER TABLE role DROP CONSTRAINT ck_role_permissions_known")
    op.execute(
        "ALTER TABLE role ADD CONSTRAINT ck_role_permissions_known"
        f" CHECK (permissions <@ ARRAY[{_names(permissions)}]::varchar[])"
    )


def _allow_actors(actors: tuple[str, ...]) -> None:
    for table in _TABLES_WITH_ACTORS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_actorkind")
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_actorkind"
            f" CHECK (actor_kind IN ({_names(list(actors))}))"
        )


def upgrade() -> None:
    _allow_permissions(_OLD_PERMISSIONS + _NEW_PERMISSIONS)
    _allow_actors(_ACTORS)
    op.create_index(
        "ix_service_counts",
        "service",
        ["account_id", "status"],
        postgresql_where=sa.text("status <> 'deleted'"),
    )
    op.add_column(
        "auth_session", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column("auth_session", sa.Column("proved_at", sa.DateTime(timezone=True)))
    op.add_column(
        "auth_session",
        sa.Column("second_factor", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("auth_session", sa.Column("impersonator_id", sa.Uuid()))
    op.add_column("auth_session", sa.Column("impersonation_reason", sa.String()))
    op.create_foreign_key(
        "fk_auth_session_impersonator_id", "auth_session", "user", ["impersonator_id"], ["id"]
    )
    op.create_index("ix_auth_session_impersonator_id", "auth_session", ["impersonator_id"])
    op.alter_column("auth_session", "version", server_default=None)
    op.alter_column("auth_session", "second_factor", server_default=None)
    op.add_column("account_member", sa.Column("services", postgresql.ARRAY(sa.Uuid())))
    op.add_column("account_member", sa.Column("expires_at", sa.DateTime(timezone=True)))
    op.create_table(
        "audit_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid()),
        sa.Column(
            "actor_kind",
            sa.Enum(
                *_ACTORS, name="actorkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("behind_id", sa.Uuid()),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("target_type", sa.String()),
        sa.Column("target_id", sa.Uuid()),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_record")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_record_position")),
    )
    newest = [sa.text("at DESC"), sa.text("id DESC")]
    op.create_index("ix_audit_record_account", "audit_record", ["account_id", *newest])
    op.create_index("ix_audit_record_at", "audit_record", newest)
    op.create_index("ix_audit_record_actor", "audit_record", ["actor_id", newest[0]])
    op.create_index("ix_audit_record_target", "audit_record", ["target_id", newest[0]])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_append_only')"
    )
    op.execute(
        "CREATE TRIGGER no_truncate BEFORE TRUNCATE ON audit_record"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_append_only')"
    )


def downgrade() -> None:
    op.drop_table("audit_record")
    op.drop_column("account_member", "expires_at")
    op.drop_column("account_member", "services")
    op.drop_index("ix_auth_session_impersonator_id", "auth_session")
    op.drop_constraint("fk_auth_session_impersonator_id", "auth_session")
    for column in (
        "impersonation_reason",
        "impersonator_id",
        "second_factor",
        "proved_at",
        "version",
    ):
        op.drop_column("auth_session", column)
    op.drop_index("ix_service_counts", "service")
    _allow_actors(tuple(actor for actor in _ACTORS if actor != "token"))
    _allow_permissions(_OLD_PERMISSIONS)
