"""E-mail addresses are kept in one form: the local part in NFC, the domain as people read it."""

import unicodedata

import idna
import sqlalchemy as sa
from alembic import op
from loguru import logger

revision = "0020_email_form"
down_revision = "0023_price_bigint"
branch_labels = None
depends_on = None

_COLUMNS = (('"user"', "email"), ("invitation", "email"), ("mail", "recipient"))


def upgrade() -> None:
    bind = op.get_bind()
    for table, column in _COLUMNS:
        normalize(bind, table, column)


def normalize(bind: sa.Connection, table: str, column: str) -> None:
    """Rewrite what is in another form; where somebody else has that address, say so and leave it."""
    suspect = f"{column} ~ '[^ -~]' OR {column} ~* '@(.*[.])?xn--' OR {column} ~ '@.*[A-Z]'"
    rows = bind.execute(sa.text(f"SELECT id, {column} FROM {table} WHERE {suspect}")).all()
    for key, address in rows:
        wanted = _normal(address)
        if wanted == address:
            continue
        change = sa.text(f"UPDATE {table} SET {column} = :wanted WHERE id = :id")
        try:
            with bind.begin_nested():
                bind.execute(change, {"wanted": wanted, "id": key})
        except sa.exc.IntegrityError:
            logger.warning("{} {}: another row has the same address in another form", table, key)


def _normal(address: str) -> str:
    local, at, domain = address.rpartition("@")
    try:
        labels = idna.uts46_remap(domain, std3_rules=True).removesuffix(".").split(".")
        shown = ".".join(idna.ulabel(one) if one.startswith("xn--") else one for one in labels)
    except (idna.IDNAError, UnicodeError):
        return address
    return unicodedata.normalize("NFC", local) + at + shown


def downgrade() -> None:
    """Both forms are addresses: the older release reads what this one wrote."""
