"""What the sections of a person's data export are bound to.

A section is a select of named columns, `id` among them: no hash, digest or secret, and nothing of
other people. What staff did as the person is left out.
"""

from sqlalchemy import ARRAY, Uuid, bindparam

PERSON = bindparam("user_id", type_=Uuid())
"""The person whose data is exported."""

OWNED_ACCOUNTS = bindparam("owned_accounts", type_=ARRAY(Uuid()))
"""The accounts that the person owns."""
