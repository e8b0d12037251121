"""A key by which names sort as people expect, whatever the database's own collation."""

from alembic import op

revision = "0030_sort_key"
down_revision = "0021_identity_terms"
branch_labels = None
depends_on = None

# Case and the accents of Latin letters do not count, and neither do the dots of ё (CLDR's primary
# level for Russian and English); й stays a letter of its own. Ordered with COLLATE "C".
_SORT_KEY = r"""
CREATE FUNCTION sort_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(
    normalize(
        regexp_replace(
            normalize(lower(name COLLATE pg_unicode_fast), NFD), '([a-z])[\u0300-\u036f]+', '\1', 'g'
        ),
        NFC
    ),
    'ё', 'е'
)
"""


def upgrade() -> None:
    op.execute(_SORT_KEY)


def downgrade() -> None:
    op.execute("DROP FUNCTION sort_key(text)")
