"""The ports bound to their answers, once a process: low floors ask, high ones answer."""

from uuid import UUID

from app.auth.principal import Principal
from app.dao.session import Database


async def load_principal(database: Database, session_id: UUID) -> Principal | None:
    """Answer `auth.PrincipalLoader` from the users feature."""
    raise NotImplementedError
