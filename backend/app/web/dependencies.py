"""What endpoints ask for: a unit of work, the fast reads, the process's parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.authenticator import Authenticator
from app.core.settings import Settings
from app.dao.session import Database, UnitsOfWork, after_commit
from app.dao.session import Reads as ReadsPort
from app.dao.session import Statements as StatementsPort
from app.web import impersonation
from app.web.races import commits_apart


async def unit_of_work(request: Request) -> AsyncIterator[AsyncSession]:
    """Open the request's unit of work; it commits before the answer is sent."""
    database: Database = request.app.state.database
    async with database.unit_of_work() as session:
        request.state.session = session
        yield session
        await impersonation.note(request, session)


class Transactions:
    """Units of work for a request that asks the outside between them; each leaves its mark."""

    def __init__(self, request: Request) -> None:
        self._request = request
        commits_apart(request.scope)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """Open one; it commits at the end of the block."""
        database: Database = self._request.app.state.database
        async with database.unit_of_work() as session:
            yield session
            await impersonation.note(self._request, session)


async def fast_reads(request: Request) -> ReadsPort:
    """Return the fast path of reads."""
    reads: ReadsPort = request.app.state.reads
    return reads


async def statements(request: Request) -> StatementsPort:
    """Return what runs single statements outside the unit of work, writing ones too."""
    database: Database = request.app.state.database
    commits_apart(request.scope)
    return database


async def settings(request: Request) -> Settings:
    """Return the settings this application was made with."""
    found: Settings = request.app.state.settings
    return found


async def authenticator(request: Request) -> Authenticator:
    """Return what remembers callers: whoever changes one has it forget."""
    found: Authenticator = request.app.state.authenticator
    return found


# With FastAPI's default scope the client would be told 200 before a commit that fails.
Session = Annotated[AsyncSession, Depends(unit_of_work, scope="function")]
Work = Annotated[UnitsOfWork, Depends(Transactions)]
Reads = Annotated[ReadsPort, Depends(fast_reads)]
Statements = Annotated[StatementsPort, Depends(statements)]
Configuration = Annotated[Settings, Depends(settings)]
Authentication = Annotated[Authenticator, Depends(authenticator)]


@dataclass(frozen=True, slots=True)
class _InvalidatePrincipals:
    """Has the authenticator forget callers once the request's unit of work has committed."""

    session: Session
    authenticator: Authentication

    def __call__(self, session_id: UUID | None = None) -> None:
        """Forget who is behind one session, or behind every one: the next request asks again."""
        after_commit(self.session, partial(self.authenticator.forget, session_id))


InvalidatePrincipals = Annotated[_InvalidatePrincipals, Depends()]
