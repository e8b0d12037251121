"""Invitations, API tokens, staff signed in as customers; the account as a party; owners stay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_PARTY = (
    "legal_name",
    "tax_id",
    "registration_number",
    "country",
    "region",
    "city",
    "postal_code",
    "line1",
    "line2",
)
_ROLES = ("owner", "admin", "billing", "technical", "read_only")
_SCOPABLE = "services IS NULL OR role IN ('technical', 'read_only')"
_MEMBER_CHECKS = {
    "services_scopable": _SCOPABLE,
    "services_some": "services <> '{}'",
    "owner_stays": "role <> 'owner' OR expires_at IS NULL",
}

# At commit: a hand-over takes the role from one and gives it to another, one after the other.
_OWNER_STAYS = """
CREATE FUNCTION account_has_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM account WHERE id = OLD.account_id AND NOT EXISTS (
        SELECT FROM account_member WHERE account_id = OLD.account_id AND role = 'owner'
    );
    IF FOUND THEN
        PERFORM refuse('account_has_owner', TG_OP || ' of an owner');
    END IF;
    RETURN NULL;
END
$$
"""


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[sa.String]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _choice(name: str, kind: str, *values: str) -> sa.Column[sa.Enum]:
    choices = sa.Enum(*values, name=kind, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, choices, nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    for name in _PARTY:
        op.add_column("account", sa.Column(name, sa.String(), server_default="", nullable=False))
    for name, rule in _MEMBER_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_account_member_{name}"), "account_member", rule)
    op.execute(_OWNER_STAYS)
    op.execute(
        "CREATE CONSTRAINT TRIGGER account_has_owner AFTER UPDATE OR DELETE ON account_member"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')"
        " EXECUTE FUNCTION account_has_owner()"
    )
    op.create_table(
        "invitation",
        _id("id"),
        _id("account_id"),
        _id("inviter_id"),
        _text("email"),
        _choice("role", "memberrole", *_ROLES),
        sa.Column("services", postgresql.ARRAY(sa.Uuid())),
        _moment("expires_at", nullable=True),
        _text("digest", nullable=True),
        _moment("created_at"),
        _moment("valid_until"),
        _moment("accepted_at", nullable=True),
        _id("accepted_by", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.CheckConstraint("role <> 'owner'", name=op.f("ck_invitation_not_owner")),
        sa.CheckConstraint(_SCOPABLE, name=op.f("ck_invitation_services_scopable")),
        sa.CheckConstraint("services <> '{}'", name=op.f("ck_invitation_services_some")),
        sa.CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitation_one_end")
        ),
        _refers("invitation", "account_id", "account"),
        _refers("invitation", "inviter_id", "user"),
        _refers("invitation", "accepted_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
    )
    _indexed("invitation", "account_id", "inviter_id", "accepted_by")
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["account_id", sa.text("lower(email)")],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "api_token",
        _id("id"),
        _id("account_id"),
        _id("user_id"),
        _choice("kind", "tokenkind", "personal", "account"),
        _text("name"),
        _text("digest"),
        _text("hint"),
        sa.Column("permissions", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.Uuid())),
        sa.Column("networks", postgresql.ARRAY(sa.String()), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("last_used_at", nullable=True),
        _text("last_used_ip", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.CheckConstraint(
            "cardinality(permissions) > 0", name=op.f("ck_api_token_permissions_some")
        ),
        sa.CheckConstraint("services <> '{}'", name=op.f("ck_api_token_services_some")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_token_expires_later")),
        _refers("api_token", "account_id", "account"),
        _refers("api_token", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    _indexed("api_token", "account_id", "user_id")
    op.create_table(
        "impersonation",
        _id("id"),
        _id("account_id"),
        _id("user_id"),
        _id("staff_id"),
        _text("reason"),
        _moment("begun_at"),
        _moment("ended_at", nullable=True),
        _refers("impersonation", "account_id", "account"),
        _refers("impersonation", "user_id", "user"),
        _refers("impersonation", "staff_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impersonation")),
    )
    _indexed("impersonation", "account_id", "user_id", "staff_id")
    op.add_column("auth_session", _id("impersonator_session_id", nullable=True))
    op.create_foreign_key(
        "fk_auth_session_impersonator_session_id",
        "auth_session",
        "auth_session",
        ["impersonator_session_id"],
        ["id"],
        ondelete="CASCADE",
    )
    _indexed("auth_session", "impersonator_session_id")
    # Who is invited may not be known to us yet.
    op.alter_column("mail", "user_id", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE user_id IS NULL")
    op.alter_column("mail", "user_id", nullable=False)
    op.drop_index(op.f("ix_auth_session_impersonator_session_id"), "auth_session")
    op.drop_constraint("fk_auth_session_impersonator_session_id", "auth_session")
    op.drop_column("auth_session", "impersonator_session_id")
    for table in ("impersonation", "api_token", "invitation"):
        op.drop_table(table)
    op.execute("DROP TRIGGER account_has_owner ON account_member")
    op.execute("DROP FUNCTION account_has_owner()")
    for name in _MEMBER_CHECKS:
        op.drop_constraint(op.f(f"ck_account_member_{name}"), "account_member")
    for name in _PARTY:
        op.drop_column("account", name)
