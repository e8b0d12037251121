"""Somebody who left a trace wherever people can, and the search for what is left of them."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, String, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.auth.roles import MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.settings import Settings
from app.dao.blobs import new_name
from app.events.jobs import JobDead
from app.events.outbox import publish
from app.events.users import EmailChanged, SecondFactorChanged, SignedInFromNewPlace
from app.features.accounts.models import AccountMember, Impersonation, Invitation
from app.features.users.models import (
    ChallengePurpose,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SignInChallenge,
    Totp,
)
from app.models import metadata
from tests.factories.accounts import Customer, make_customer, prove
from tests.factories.users import PASSWORD
from tests.features.privacy.conftest import Drain, Person

EMAIL, BEFORE = "Veronika.Zyablikova@example.com", "zyablik@example.com"
NAME, PHONE = "Veronika Zyablikova", "+79161234567"
PLACE = "Mytishchi"
WORDS = (EMAIL, BEFORE, NAME, PHONE, PLACE)


async def leave_traces(
    vera: Person, session: AsyncSession, settings: Settings, drain: Drain
) -> Customer:
    """Let the person use everything once; return the owner of another account they are in."""
    me = vera.customer.user
    me.email, me.name, me.phone, me.avatar = EMAIL, NAME, PHONE, new_name()
    vera.customer.account.name = NAME
    boris = await make_customer(session, settings, email="boris@example.com", name="Boris Ltd")
    clara = await make_customer(session, settings, email="clara@example.com", name="Clara Ltd")
    session.add_all(_rows(me.id, boris))
    await session.flush()
    for owner in (boris, clara):
        await prove(session, owner.user.id)
    await _facts(session, me.id, boris)
    await session.commit()
    await _use_everything(vera, boris, clara)
    await drain()
    # What is on its way, or was remembered, when the person goes.
    await vera.client.post("/auth/password/forgot", json={"email": EMAIL.lower()})
    await vera.ask("POST", "/me/exports")
    dead = JobDead(job_id=new_id(), task="users.send_text", error=f"550 <{EMAIL}> unknown")
    await publish(session, dead, account_id=None)
    await publish(session, EmailChanged(user_id=me.id, previous=BEFORE), account_id=None)
    await session.commit()
    return boris


def _rows(user_id: UUID, boris: Customer) -> list[SQLModel]:
    now = clock.now()
    later = now + timedelta(hours=1)
    return [
        AccountMember(
            account_id=boris.account_id, user_id=user_id, role=MemberRole.ADMIN, created_at=now
        ),
        Invitation(
            account_id=boris.account_id,
            inviter_id=boris.user.id,
            email=BEFORE,
            role=MemberRole.ADMIN,
            created_at=now,
            valid_until=later,
            accepted_at=now,
            accepted_by=user_id,
        ),
        Impersonation(
            account_id=boris.account_id,
            user_id=user_id,
            staff_id=boris.user.id,
            reason="asked for help",
            begun_at=now,
            ended_at=now,
        ),
        Totp(user_id=user_id, sealed=b"secret", created_at=now),
        RecoveryCode(user_id=user_id, digest="digest-of-a-code", created_at=now),
        SignInChallenge(
            user_id=user_id,
            digest="half-done",
            ip="",
            user_agent="",
            created_at=now,
            expires_at=later,
        ),
        Passkey(
            user_id=user_id,
            credential_id=b"credential",
            public_key=b"key",
            sign_count=1,
            transports=[],
            name=NAME,
            backed_up=False,
            created_at=now,
        ),
    ]


async def _facts(session: AsyncSession, user_id: UUID, boris: Customer) -> None:
    seen = SignedInFromNewPlace(user_id=user_id, ip="192.0.2.9", place=PLACE, device="Firefox")
    changed = SecondFactorChanged(user_id=user_id, change="passkey_added", name=NAME)
    others = EmailChanged(user_id=boris.user.id, previous="boris@before.example.com")
    for event in (seen, changed, others, EmailChanged(user_id=user_id, previous=BEFORE)):
        await publish(session, event, account_id=None)


async def _use_everything(vera: Person, boris: Customer, clara: Customer) -> None:
    form = {"grant_type": "password", "username": EMAIL, "password": PASSWORD}
    await vera.client.post("/auth/token", data=form)
    other, third = (Person(vera.client, vera.app, one) for one in (boris, clara))
    ends = (clock.now() + timedelta(days=30)).isoformat()
    token = {"name": NAME, "permissions": ["services:read"], "expires_at": ends}
    guest = {"email": "guest@example.com", "role": "read_only"}
    asked: list[tuple[Person, str, str, dict[str, Any]]] = [
        (vera, "PATCH", "/account", {"legal_name": NAME, "address": {"line1": PLACE}}),
        (vera, "POST", "/invitations", guest),
        (vera, "POST", "/me/tokens", token),
        (vera, "POST", "/tokens", token),
        (vera, "POST", "/me/phone", {"phone": PHONE}),
        (vera, "POST", "/me/email", {"email": "soon." + BEFORE}),
        (vera, "POST", "/notifications/actions/read-all", {}),
        (other, "POST", "/invitations", guest),
        (third, "POST", "/invitations", {"email": EMAIL.upper(), "role": "read_only"}),
    ]
    for who, method, path, body in asked:
        answer = await who.ask(method, path, body)
        assert answer.is_success, (path, answer.text)


async def challenge_of(session: AsyncSession, owner_id: UUID) -> None:
    """Let an authenticator be asked by somebody's session."""
    made = PasskeyChallenge(
        purpose=ChallengePurpose.STEP_UP,
        owner_id=owner_id,
        challenge=b"challenge",
        expires_at=clock.now() + timedelta(hours=1),
    )
    session.add(made)
    await session.flush()


async def found_of(session: AsyncSession, words: tuple[str, ...]) -> set[str]:
    """Return every `table.column` of the whole database that holds one of the words."""
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            binary = isinstance(column.type, LargeBinary)
            plain = func.encode(column, "escape") if binary else cast(column, String)
            for word in words:
                holds = func.strpos(func.lower(plain), word.lower()) > 0
                rows: Select[Any] = (
                    select(literal_column("1")).select_from(table).where(holds).limit(1)
                )
                if await session.scalar(rows) is not None:
                    found.add(f"{table.name}.{column.name}")
    return found


def addressed(emails: list[EmailMessage], email: str) -> list[str]:
    """Return the subjects of the emails to an address."""
    return [str(sent["Subject"]) for sent in emails if sent["To"] == email]
