"""One-time codes of every purpose in one table, text messages, addresses people came from."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column("user", _moment("phone_verified_at", nullable=True))
    op.add_column("user", sa.Column("avatar", sa.String(), nullable=True))
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                *("verify_email", "reset_password", "change_email", "verify_phone"),
                name="codepurpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=True),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("closed_at", nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_one_time_code_tries_bounded")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_one_time_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_one_time_code_token_digest")),
    )
    op.create_index(op.f("ix_one_time_code_created_at"), "one_time_code", ["created_at"])
    op.create_index("ix_one_time_code_asked", "one_time_code", ["user_id", "purpose", "created_at"])
    op.create_index(
        "uq_one_time_code_open",
        "one_time_code",
        ["user_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    # Digits are keyed by the row now: of older proofs only the links still count.
    op.execute(
        "INSERT INTO one_time_code (id, user_id, purpose, target, token_digest, tries,"
        " created_at, expires_at, closed_at)"
        " SELECT proof.id, proof.user_id, 'verify_email', person.email, proof.token_digest,"
        " proof.tries, now(), proof.expires_at, proof.used_at"
        ' FROM email_verification AS proof JOIN "user" AS person ON person.id = proof.user_id'
    )
    op.drop_table("email_verification")
    op.create_table(
        "text_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _moment("created_at"),
        _moment("sent_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["one_time_code.id"],
            name=op.f("fk_text_message_code_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_text_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
        sa.UniqueConstraint("code_id", name=op.f("uq_text_message_code_id")),
    )
    op.create_index(op.f("ix_text_message_recipient"), "text_message", ["recipient"])
    op.create_index(op.f("ix_text_message_user_id"), "text_message", ["user_id"])
    op.create_table(
        "seen_address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        _moment("first_seen_at"),
        _moment("last_seen_at"),
        sa.CheckConstraint("times > 0", name=op.f("ck_seen_address_times_positive")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_seen_address_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_address")),
        sa.UniqueConstraint("user_id", "ip", name="uq_seen_address_user_ip"),
    )
    op.create_index(op.f("ix_seen_address_last_seen_at"), "seen_address", ["last_seen_at"])
    op.create_index("ix_seen_address_user_network", "seen_address", ["user_id", "network"])
    op.create_index(
        "ix_seen_address_user_last",
        "seen_address",
        ["user_id", sa.text("last_seen_at DESC"), sa.text("id DESC")],
    )
    op.execute("ALTER TABLE mail DROP CONSTRAINT IF EXISTS ck_mail_template")


def downgrade() -> None:
    op.drop_table("seen_address")
    op.drop_table("text_message")
    op.create_table(
        "email_verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
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
    op.drop_table("one_time_code")
    op.drop_column("user", "avatar")
    op.drop_column("user", "phone_verified_at")
