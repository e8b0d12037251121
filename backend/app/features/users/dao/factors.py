"""SQL on second factors: authenticator apps, recovery codes, passkeys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Exists,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlmodel import col

from app.auth.permissions import Permission
from app.core.ids import new_id
from app.dao.base import BaseDAO, table_of
from app.dao.export import PERSON
from app.dao.read import JsonQuery, json_list, json_object
from app.dao.upsert import Upsert, excluded
from app.features.roles.models import Role, StaffRole
from app.features.users.models import (
    ChallengePurpose,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignInMethod,
    Totp,
    User,
)

_PASSKEYS = (
    select(
        col(Passkey.id),
        col(Passkey.name),
        col(Passkey.created_at),
        col(Passkey.last_used_at),
        col(Passkey.backed_up),
    )
    .where(col(Passkey.user_id) == col(User.id))
    .order_by(col(Passkey.id))
    .correlate(User)
)
_CODES_LEFT = (
    select(func.count())
    .select_from(RecoveryCode)
    .where(col(RecoveryCode.user_id) == col(User.id), col(RecoveryCode.used_at).is_(None))
    .correlate(User)
    .scalar_subquery()
)
_IS_STAFF = select(true()).where(col(StaffRole.user_id) == col(User.id)).exists()


def _has(model: type[Totp | Passkey | RecoveryCode], *conditions: ColumnElement[bool]) -> Exists:
    """Tell whether a row of `User` has such a row."""
    theirs = select(true()).where(col(model.user_id) == col(User.id), *conditions)
    return theirs.correlate(User).exists()


_HAS_TOTP = _has(Totp, col(Totp.confirmed_at).is_not(None))
_HAS_PASSKEY = _has(Passkey)

HAS_FACTOR = or_(_HAS_TOTP, _HAS_PASSKEY)
"""Whether a row of `User` has a second factor."""

SECURED = select(col(User.id)).where(col(User.id) == PERSON, HAS_FACTOR)
"""The reader, where they have a second factor."""

_METHODS = select(
    _HAS_TOTP.label(SignInMethod.TOTP),
    _HAS_PASSKEY.label(SignInMethod.PASSKEY),
    (HAS_FACTOR & _has(RecoveryCode, col(RecoveryCode.used_at).is_(None))).label(
        SignInMethod.RECOVERY_CODE
    ),
).where(col(User.id) == bindparam("user_id", type_=Uuid()))

SECURITY = JsonQuery(
    rows=select(
        col(User.password_changed_at),
        json_object(
            enabled=col(Totp.confirmed_at).is_not(None), enabled_at=col(Totp.confirmed_at)
        ).label("totp"),
        _CODES_LEFT.label("recovery_codes_left"),
        json_list(_PASSKEYS).label("passkeys"),
        (bindparam("policy", type_=Boolean()) & _IS_STAFF).label("second_factor_required"),
        bindparam("recent_auth_until", type_=DateTime(timezone=True)).label("recent_auth_until"),
    )
    .outerjoin(Totp, col(Totp.user_id) == col(User.id))
    .where(col(User.id) == bindparam("user_id", type_=Uuid()))
)
"""How a person signs in; `policy` is whether staff must have a second factor."""


_BEGIN = Upsert(
    Totp,
    "(user_id)",
    excluded("sealed", "created_at", "last_step"),
    where="totp.confirmed_at IS NULL",
)


class TotpDAO(BaseDAO[Totp]):
    """SQL on authenticator apps."""

    model = Totp

    async def of(self, user_id: UUID) -> Totp | None:
        """Return the person's app, confirmed or not."""
        found: Totp | None = await self.session.scalar(
            self.rows().where(col(Totp.user_id) == user_id)
        )
        return found

    async def begin(self, user_id: UUID, sealed: bytes, now: datetime) -> bool:
        """Keep a new secret instead of an unconfirmed one; False where one is in use."""
        values = {"id": new_id(), "user_id": user_id, "sealed": sealed, "created_at": now}
        return await _BEGIN.put(self.session, values | {"last_step": 0}) is not None

    async def confirm(self, totp_id: UUID, sealed: bytes, step: int, now: datetime) -> bool:
        """Put this very secret to use; False where it was confirmed or replaced meanwhile."""
        confirmed = await self.session.scalar(
            update(Totp)
            .where(
                col(Totp.id) == totp_id,
                col(Totp.sealed) == sealed,
                col(Totp.confirmed_at).is_(None),
            )
            .values(confirmed_at=now, last_step=step)
            .returning(col(Totp.id))
        )
        return confirmed is not None

    async def spend_step(self, totp_id: UUID, step: int) -> bool:
        """Take the code of a time step; False where it, or a later one, was taken before."""
        taken = await self.session.scalar(
            update(Totp)
            .where(col(Totp.id) == totp_id, col(Totp.last_step) < step)
            .values(last_step=step)
            .returning(col(Totp.id))
        )
        return taken is not None

    async def forget(self, user_id: UUID) -> bool:
        """Delete the person's app; False where none was in use."""
        confirmed = await self.session.scalar(
            delete(Totp).where(col(Totp.user_id) == user_id).returning(col(Totp.confirmed_at))
        )
        return confirmed is not None

    async def purge_unconfirmed(self, before: datetime) -> None:
        """Delete the secrets made before then that were never confirmed."""
        await self.session.execute(
            delete(Totp).where(col(Totp.confirmed_at).is_(None), col(Totp.created_at) < before)
        )


class RecoveryCodeDAO(BaseDAO[RecoveryCode]):
    """SQL on recovery codes."""

    model = RecoveryCode

    async def replace(self, user_id: UUID, digests: Sequence[str], now: datetime) -> None:
        """Keep these codes instead of all older ones."""
        await self.forget(user_id)
        rows = [
            {"id": new_id(), "user_id": user_id, "digest": one, "created_at": now}
            for one in digests
        ]
        await self.session.execute(insert(table_of(RecoveryCode)), rows)

    async def spend(self, user_id: UUID, digest: str, now: datetime) -> bool:
        """Use a code of the person; False where there is none like it, or it was used."""
        used = await self.session.scalar(
            update(RecoveryCode)
            .where(
                col(RecoveryCode.user_id) == user_id,
                col(RecoveryCode.digest) == digest,
                col(RecoveryCode.used_at).is_(None),
            )
            .values(used_at=now)
            .returning(col(RecoveryCode.id))
        )
        return used is not None

    async def forget(self, user_id: UUID) -> None:
        """Delete all codes of the person."""
        await self.session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


class PasskeyDAO(BaseDAO[Passkey]):
    """SQL on passkeys."""

    model = Passkey

    async def of(self, user_id: UUID) -> Sequence[Passkey]:
        """Return the person's passkeys, oldest first."""
        rows = self.rows().where(col(Passkey.user_id) == user_id).order_by(col(Passkey.id))
        return (await self.session.scalars(rows)).all()

    async def claim(self, credential_id: bytes) -> Passkey | None:
        """Lock the passkey that an authenticator names, so that its count is checked once."""
        found: Passkey | None = await self.session.scalar(
            self.rows().where(col(Passkey.credential_id) == credential_id).with_for_update()
        )
        return found

    async def own(self, user_id: UUID, passkey_id: UUID) -> Passkey | None:
        """Return a passkey of the person, locked."""
        found: Passkey | None = await self.session.scalar(
            self.rows()
            .where(col(Passkey.id) == passkey_id, col(Passkey.user_id) == user_id)
            .with_for_update()
        )
        return found

    async def forget(self, user_id: UUID) -> None:
        """Delete all passkeys of the person."""
        await self.session.execute(delete(Passkey).where(col(Passkey.user_id) == user_id))


class PasskeyChallengeDAO(BaseDAO[PasskeyChallenge]):
    """SQL on what authenticators are to sign."""

    model = PasskeyChallenge

    async def spend(
        self, challenge_id: UUID, purpose: ChallengePurpose, owner: UUID | None, now: datetime
    ) -> bytes | None:
        """Delete a challenge and return its bytes; None where it is not for this use, or over."""
        spent: bytes | None = await self.session.scalar(
            delete(PasskeyChallenge)
            .where(
                col(PasskeyChallenge.id) == challenge_id,
                col(PasskeyChallenge.purpose) == purpose,
                col(PasskeyChallenge.owner_id).is_not_distinct_from(owner),
                col(PasskeyChallenge.expires_at) > now,
            )
            .returning(col(PasskeyChallenge.challenge))
        )
        return spent

    async def purge(self, before: datetime) -> None:
        """Delete what ran out before then."""
        await self.session.execute(
            delete(PasskeyChallenge).where(col(PasskeyChallenge.expires_at) < before)
        )


class FactorDAO(BaseDAO[User]):
    """What a person has altogether."""

    model = User

    async def has_any(self, user_id: UUID) -> bool:
        """Tell whether the person has a second factor."""
        found = await self.session.scalar(select(true()).where(col(User.id) == user_id, HAS_FACTOR))
        return found is not None

    async def methods(self, user_id: UUID) -> list[SignInMethod]:
        """Return by what the person can be known a second time; codes stand in for a factor."""
        found = (await self.session.execute(_METHODS, {"user_id": user_id})).mappings().one()
        return [SignInMethod(name) for name, has in found.items() if has]

    async def staff_permissions(self, user_id: UUID) -> frozenset[Permission]:
        """Return all that the person may do as staff."""
        held = await self.session.scalars(
            select(func.unnest(col(Role.permissions)))
            .join(StaffRole, col(StaffRole.role_id) == col(Role.id))
            .where(col(StaffRole.user_id) == user_id)
        )
        return frozenset(map(Permission, held))
