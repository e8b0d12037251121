"""SQL on signing in: half-done sign-ins, their log, and counted attempts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    DateTime,
    String,
    Uuid,
    any_,
    bindparam,
    case,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.core.ids import new_id
from app.dao.base import BaseDAO, table_of
from app.dao.read import JsonQuery
from app.dao.write import JsonCommand
from app.features.users.dao.factors import HAS_FACTOR
from app.features.users.dao.ip_addresses import NOTE, Known
from app.features.users.models import (
    MAX_TRIES,
    AttemptCount,
    SignIn,
    SignInChallenge,
    SignInMethod,
    SignInOutcome,
    User,
)

SIGN_INS = JsonQuery(
    rows=select(
        col(SignIn.id),
        col(SignIn.at),
        col(SignIn.ip),
        col(SignIn.location),
        col(SignIn.user_agent),
        col(SignIn.method),
        col(SignIn.outcome),
    ).where(col(SignIn.user_id) == bindparam("user_id", type_=Uuid())),
    key=col(SignIn.id),
)

CREDENTIALS = JsonQuery(
    rows=select(
        col(User.hashed_password),
        HAS_FACTOR.label("second_factor"),
    ).where(col(User.id) == bindparam("user_id", type_=Uuid()))
)
"""What proves a person; read off the unit of work, so that hashing holds no connection."""

_NOW = bindparam("now", type_=DateTime(timezone=True))
_UNTIL = bindparam("until", type_=DateTime(timezone=True))
_OVER = col(AttemptCount.expires_at) <= _NOW
_COUNT = (
    insert(AttemptCount)
    .values(
        id=bindparam("id", type_=Uuid()),
        key=bindparam("key", type_=String()),
        tries=1,
        expires_at=_UNTIL,
    )
    .on_conflict_do_update(
        index_elements=["key"],
        set_={
            "tries": case((_OVER, 1), else_=col(AttemptCount.tries) + 1),
            "expires_at": case((_OVER, _UNTIL), else_=col(AttemptCount.expires_at)),
        },
    )
    .returning(col(AttemptCount.tries), col(AttemptCount.expires_at))
)

COUNT_ATTEMPT = JsonCommand(_COUNT)
"""Count one attempt before it is made, at once and for good: no burst is faster, no rollback
forgets it, and no connection is held while a password is hashed."""

_FORGET = delete(table_of(AttemptCount)).where(
    col(AttemptCount.key) == any_(bindparam("keys", type_=ARRAY(String())))
)

_BEGIN = text(
    """
    WITH begun AS (
        INSERT INTO auth_session (id, user_id, ip, user_agent, created_at, last_used_at, expires_at,
            version, authenticated_at, second_factor)
        VALUES (:session_id, :user_id, :ip, :user_agent, :now, :now, :expires_at, :version, :now,
            :second_factor)
    ), issued AS (
        INSERT INTO refresh_token (id, session_id, digest, created_at, expires_at)
        VALUES (:token_id, :session_id, :digest, :now, :token_expires_at)
    ), logged AS (
        INSERT INTO sign_in_log (id, user_id, at, ip, location, user_agent, method, outcome)
        VALUES (:line_id, :user_id, :now, :ip, :location, :user_agent, :method, :outcome)
    ), forgotten AS (DELETE FROM attempt_count WHERE key = ANY(:keys))
    """  # noqa: S608  both parts are constants
    + NOTE
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a sign-in that succeeded writes; `keys` are the attempts that count no more."""

    session_id: UUID
    user_id: UUID
    ip: str
    network: str
    location: str | None
    user_agent: str
    now: datetime
    expires_at: datetime
    version: int
    second_factor: bool
    digest: str
    token_expires_at: datetime
    method: SignInMethod
    keys: Sequence[str]


class AttemptDAO(BaseDAO[AttemptCount]):
    """SQL on counted attempts."""

    model = AttemptCount

    async def forget(self, keys: list[str]) -> None:
        """Begin anew for whoever has proven who they are."""
        await self.session.execute(_FORGET, {"keys": keys})

    async def take_back(self, key: str) -> None:
        """Count one try less."""
        await self.session.execute(
            update(AttemptCount)
            .where(col(AttemptCount.key) == key, col(AttemptCount.tries) > 0)
            .values(tries=col(AttemptCount.tries) - 1)
            .execution_options(synchronize_session=False)
        )

    async def purge(self, before: datetime) -> None:
        """Delete the counts that ran out before then."""
        await self.session.execute(
            delete(AttemptCount).where(col(AttemptCount.expires_at) < before)
        )


class SignInDAO(BaseDAO[SignIn]):
    """SQL on the log of sign-ins."""

    model = SignIn

    async def begin(self, begun: Begun) -> Known:
        """Write the session, its first refresh token, the line in the log and the address.

        All in one trip; returns what was known of the address before.
        """
        ids = {"token_id": new_id(), "line_id": new_id(), "address_id": new_id()}
        values = asdict(begun) | ids | {"outcome": SignInOutcome.SUCCEEDED}
        return Known(*(await self.session.execute(_BEGIN, values)).one())

    async def purge(self, before: datetime) -> int:
        """Delete what is older; return how many."""
        gone = await self.session.scalars(
            delete(SignIn).where(col(SignIn.at) < before).returning(col(SignIn.id))
        )
        return len(gone.all())


class SignInChallengeDAO(BaseDAO[SignInChallenge]):
    """SQL on half-done sign-ins."""

    model = SignInChallenge

    async def of(self, digest: str, now: datetime) -> SignInChallenge | None:
        """Return a half-done sign-in that can still be finished."""
        found: SignInChallenge | None = await self.session.scalar(
            self.rows().where(
                col(SignInChallenge.digest) == digest,
                col(SignInChallenge.used_at).is_(None),
                col(SignInChallenge.expires_at) > now,
                col(SignInChallenge.tries) < MAX_TRIES,
            )
        )
        return found

    async def attempt(self, digest: str, now: datetime) -> SignInChallenge | None:
        """Count one more try and return the sign-in, locked; None where it is over.

        The person must still be active, with the password that was given.
        """
        tried: SignInChallenge | None = await self.session.scalar(
            update(SignInChallenge)
            .where(
                col(SignInChallenge.user_id) == col(User.id),
                col(User.is_active),
                (
                    col(User.password_changed_at).is_(None)
                    | (col(User.password_changed_at) <= col(SignInChallenge.created_at))
                ),
                col(SignInChallenge.digest) == digest,
                col(SignInChallenge.used_at).is_(None),
                col(SignInChallenge.expires_at) > now,
                col(SignInChallenge.tries) < MAX_TRIES,
            )
            .values(tries=col(SignInChallenge.tries) + 1)
            .returning(SignInChallenge)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        return tried

    async def drop_of(self, user_id: UUID) -> None:
        """Forget the person's half-done sign-ins: what they began with has changed."""
        await self.session.execute(
            delete(SignInChallenge).where(col(SignInChallenge.user_id) == user_id)
        )

    async def purge(self, before: datetime) -> None:
        """Delete what ran out before then."""
        await self.session.execute(
            delete(SignInChallenge).where(col(SignInChallenge.expires_at) < before)
        )
