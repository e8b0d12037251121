"""What keeps the installation's currency from being changed, as selects of features."""

from sqlalchemy import String, bindparam

CURRENCY = bindparam("currency", type_=String())
"""The currency that is wanted: rows in any other one stand against it."""
