"""Second factors, passkeys, the log of sign-ins, and how often secrets were tried."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _names(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_person(table: str) -> tuple[sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.add_column("user", _moment("password_changed_at", nullable=True))
    op.create_table(
        "totp",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        *_of_person("totp"),
        sa.UniqueConstraint("user_id", name=op.f("uq_totp_user_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("used_at", nullable=True),
        *_of_person("recovery_code"),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("last_used_at", nullable=True),
        *_of_person("passkey"),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            _names("register", "sign_in", "prove", name="challengepurpose"),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid()),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        _moment("expires_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
    )
    op.create_index(op.f("ix_passkey_challenge_expires_at"), "passkey_challenge", ["expires_at"])
    op.create_table(
        "sign_in_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_sign_in_challenge_tries_bounded")),
        *_of_person("sign_in_challenge"),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_challenge_digest")),
    )
    op.create_index(op.f("ix_sign_in_challenge_expires_at"), "sign_in_challenge", ["expires_at"])
    op.create_index(op.f("ix_sign_in_challenge_user_id"), "sign_in_challenge", ["user_id"])
    op.create_table(
        "sign_in_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        _moment("at"),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("place", sa.String()),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column(
            "method",
            _names("password", "totp", "recovery_code", "passkey", name="signinmethod"),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            _names(
                *("succeeded", "second_factor_needed", "wrong_password", "wrong_code"),
                *("wrong_passkey", "locked"),
                name="signinoutcome",
            ),
            nullable=False,
        ),
        *_of_person("sign_in_log"),
    )
    op.create_index(op.f("ix_sign_in_log_at"), "sign_in_log", ["at"])
    newest = [sa.text("at DESC"), sa.text("id DESC")]
    op.create_index("ix_sign_in_log_user", "sign_in_log", ["user_id", *newest])
    op.create_table(
        "attempt_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("expires_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_count")),
        sa.UniqueConstraint("key", name=op.f("uq_attempt_count_key")),
    )
    op.create_index(op.f("ix_attempt_count_expires_at"), "attempt_count", ["expires_at"])


def downgrade() -> None:
    for table in (
        *("attempt_count", "sign_in_log", "sign_in_challenge", "passkey_challenge"),
        *("passkey", "recovery_code", "totp"),
    ):
        op.drop_table(table)
    op.drop_column("user", "password_changed_at")
