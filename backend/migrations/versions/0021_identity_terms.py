"""Identity's columns and tables by the field's terms; nothing sealed changes its value."""

from alembic import op

revision = "0021_identity_terms"
down_revision = "0024_realtime_tickets"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("audit_record", "behind_id", "impersonator_id"),
    ("audit_record", "act", "action"),
    ("auth_session", "proved_at", "authenticated_at"),
    ("auth_session", "agent", "user_agent"),
    ("sign_in_challenge", "agent", "user_agent"),
    ("sign_in_log", "agent", "user_agent"),
    ("sign_in_log", "place", "location"),
    ("seen_address", "agent", "user_agent"),
    ("seen_address", "place", "location"),
)
_PURPOSE = "ck_passkey_challenge_challengepurpose"


def _rename_table(old: str, new: str) -> None:
    """Rename a table with every constraint and index that carries its name."""
    op.rename_table(old, new)
    op.execute(
        f"""
        DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT conname FROM pg_constraint
                WHERE conrelid = '{new}'::regclass AND conname LIKE '%{old}%'
            LOOP
                EXECUTE format('ALTER TABLE {new} RENAME CONSTRAINT %I TO %I',
                    one.conname, replace(one.conname, '{old}', '{new}'));
            END LOOP;
            FOR one IN SELECT indexname FROM pg_indexes
                WHERE tablename = '{new}' AND indexname LIKE '%{old}%'
            LOOP
                EXECUTE format('ALTER INDEX %I RENAME TO %I',
                    one.indexname, replace(one.indexname, '{old}', '{new}'));
            END LOOP;
        END $$
        """
    )


def _allow_purpose(purpose: str) -> None:
    # A challenge lives for minutes: those in flight are asked for again.
    op.execute("DELETE FROM passkey_challenge")
    op.execute(f"ALTER TABLE passkey_challenge DROP CONSTRAINT {_PURPOSE}")
    op.execute(
        f"ALTER TABLE passkey_challenge ADD CONSTRAINT {_PURPOSE}"
        f" CHECK (purpose IN ('register', 'sign_in', '{purpose}'))"
    )


def upgrade() -> None:
    for table, old, new in _COLUMNS:
        op.alter_column(table, old, new_column_name=new)
    _rename_table("seen_address", "ip_address_log")
    _allow_purpose("step_up")


def downgrade() -> None:
    _allow_purpose("prove")
    _rename_table("ip_address_log", "seen_address")
    for table, old, new in reversed(_COLUMNS):
        op.alter_column(table, new, new_column_name=old)
