"""The ports bound to their answers, once a process: low floors ask, high ones answer."""

from uuid import UUID

from app.auth.principal import Principal
from app.dao.session import Reads, Statements
from app.features.accounts import service as accounts


async def load_principal(reads: Reads, session_id: UUID) -> Principal | None:
    """Answer `auth.PrincipalLoader` from the accounts feature."""
    return await accounts.load_principal(reads, session_id)


async def load_token_principal(reads: Statements, digest: str) -> Principal | None:
    """Answer `auth.TokenLoader` from the accounts feature."""
    return await accounts.load_token_principal(reads, digest)
