"""What is bound to a person: sections of their data export, and obstacles to erasing them.

A section is a select of named columns, `id` among them: no hash, digest or secret, and nothing of
other people. What staff did as the person is left out.
"""

from sqlalchemy import ARRAY, DateTime, Uuid, bindparam

PERSON = bindparam("user_id", type_=Uuid())
"""The person."""

OWNED_ACCOUNTS = bindparam("owned_accounts", type_=ARRAY(Uuid()))
"""The accounts that the person owns."""

NOW = bindparam("now", type_=DateTime(timezone=True))
"""The time of asking; obstacles only."""
