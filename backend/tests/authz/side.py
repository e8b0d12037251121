"""A customer of the world: its people by role, their keys, and what was written to them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.auth.tokens import API_TOKEN_PREFIX
from app.celery.job import Job, JobState
from app.core import clock
from app.core.crypto import digest, new_token
from app.core.ids import new_id
from app.core.locale import Locale
from app.features.accounts.models import ApiToken, Invitation, TokenKind
from app.features.notifications.models import Mail, MailState
from app.features.users.models import Passkey
from app.manifest import member_permissions
from tests.factories.accounts import join
from tests.factories.users import make_session, make_user

_MEMBERS = (
    MemberRole.OWNER,
    MemberRole.ADMIN,
    MemberRole.BILLING,
    MemberRole.TECHNICAL,
    MemberRole.READ_ONLY,
)


@dataclass
class Side:
    """One customer: its people by role, an id for every slot of a path or body, and its marks.

    `marks` are the ids and words that tell of it; `personal` the ids of what the owner alone has;
    `hidden` what tells of all that a member narrowed to one service must not see.
    """

    name: str
    account_id: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID | str] = field(default_factory=dict)
    hidden_ids: dict[str, UUID | str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def address_of(name: str) -> str:
    return f"{name.lower()}-owner@customers.example"


async def make_people(session: AsyncSession, side: Side) -> None:
    """Make a member of each role, one narrowed to a service, one whose membership ended."""
    only = [UUID(str(side.ids["service_id"]))]
    plain = [(role.value, role, None, None) for role in _MEMBERS if role is not MemberRole.OWNER]
    gone = clock.now() - timedelta(hours=1)
    special = [
        ("narrowed", MemberRole.TECHNICAL, only, None),
        ("expired", MemberRole.ADMIN, None, gone),
    ]
    for name, role, services, ends in [*plain, *special]:
        user = await make_user(
            session, name=f"{side.name} {name}", email=address_of(side.name + name)
        )
        member = await join(
            session, side.account_id, user.id, role, services=services, expires_at=ends
        )
        side.people[name] = user.id
        side.ids.setdefault("member_id", member.id)


async def make_keys(session: AsyncSession, side: Side) -> None:
    """Give the owner a passkey, another session, API tokens, and somebody to wait for."""
    owner, now = side.people["owner"], clock.now()
    passkey = Passkey(
        user_id=owner,
        credential_id=owner.bytes,
        public_key=b"",
        sign_count=0,
        transports=[],
        name=f"{side.name} key",
        backed_up=False,
        created_at=now,
    )
    invitation = Invitation(
        account_id=side.account_id,
        inviter_id=owner,
        email=address_of(f"{side.name}invited"),
        role=MemberRole.BILLING,
        created_at=now,
        valid_until=now + timedelta(days=7),
    )
    tokens = [await make_token(session, side, kind=kind) for kind in TokenKind]
    other = await make_session(session, owner)
    session.add_all([passkey, invitation])
    await session.flush()
    personal, ours = (row.id for row, _ in tokens)
    mine = {"passkey_id": passkey.id, "session_id": other.id, "personal_token_id": personal}
    side.ids |= mine | {"token_id": ours, "invitation_id": invitation.id, "user_id": owner}
    side.ids |= {"token": "nobody-made-this", "name": "0" * 32}
    side.personal = frozenset(map(str, mine.values()))


async def make_mails(session: AsyncSession, side: Side) -> None:
    """Write to the owner: an e-mail that was sent, and one that could not be."""
    now = clock.now()
    for slot, state in (("", MailState.SENT), ("failed_", MailState.FAILED)):
        mail = Mail(
            event_id=new_id(),
            template="password_changed",
            account_id=side.account_id,
            user_id=side.people["owner"],
            recipient=address_of(side.name),
            name=side.name,
            locale=Locale.EN,
            time_zone="UTC",
            params={"at": now.isoformat()},
            state=state,
            message_id=f"<{slot}{side.name}@panel.test>",
            sent_at=now if state is MailState.SENT else None,
        )
        session.add(mail)
        await session.flush()
        session.add(_sending(mail.id, JobState.DEAD if slot else JobState.DONE))
        side.ids[f"{slot}mail_id"] = mail.id
    await session.flush()


def _sending(mail_id: UUID, state: JobState) -> Job:
    now, payload = clock.now(), {"mail_id": str(mail_id)}
    return Job(
        task="mail.send",
        queue="mail",
        payload=payload,
        key=f"mail:{mail_id}",
        state=state,
        max_attempts=1,
        run_at=now,
        dispatched_at=now,
        created_at=now,
    )


async def make_token(
    session: AsyncSession,
    side: Side,
    **changes: Any,
) -> tuple[ApiToken, str]:
    """Make an API token that may do everything, and return it with its secret."""
    secret = new_token(API_TOKEN_PREFIX)
    now = clock.now()
    values: dict[str, Any] = {
        "account_id": side.account_id,
        "user_id": side.people["owner"],
        "kind": TokenKind.ACCOUNT,
        "name": f"{side.name} program",
        "digest": digest(secret),
        "hint": secret[:8],
        "permissions": sorted(member_permissions()[MemberRole.OWNER]),
        "networks": [],
        "created_at": now - timedelta(days=2),
        "expires_at": now + timedelta(days=7),
        "last_used_at": now,
    }
    row = ApiToken(**(values | changes))
    session.add(row)
    await session.flush()
    return row, secret
