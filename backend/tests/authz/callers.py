"""Everybody who may ask: people by role, staff, programs, and those who may not any more."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import MemberRole
from app.auth.tokens import API_TOKEN_PREFIX, AccessTokens
from app.core import clock, json
from app.core.crypto import new_token
from app.core.settings import Settings
from app.features.accounts.models import TokenKind
from app.features.users.models import AuthSession
from tests.authz.access import Agreement
from tests.authz.side import Side, make_token
from tests.authz.world import World
from tests.factories.accounts import join
from tests.factories.users import make_user

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Caller:
    """One way to ask.

    `side` is the customer acted for and `permissions` what is held there; `alive` whether there is
    anybody at all. `hidden` asks for the objects that a narrowed member must not see.
    """

    name: str
    authorization: str | None
    user_id: UUID | None = None
    side: Side | None = None
    permissions: frozenset[str] = _NOTHING
    alive: bool = True
    staff: frozenset[str] = _NOTHING
    oneself: bool = True
    proven: bool = True
    impersonated: bool = False
    program: bool = False
    narrowed: bool = False
    hidden: bool = False


@dataclass
class Desk:
    """Signs people in without asking for passwords."""

    session: AsyncSession
    settings: Settings

    async def sign_in(self, user_id: UUID, **changes: Any) -> AuthSession:
        """Begin a session with a fresh proof and a second factor."""
        now = clock.now()
        values: dict[str, Any] = {
            "ip": "127.0.0.1",
            "user_agent": "matrix",
            "created_at": now,
            "last_used_at": now,
            "expires_at": now + timedelta(days=1),
            "authenticated_at": now,
            "second_factor": True,
        }
        begun = AuthSession(user_id=user_id, **(values | changes))
        self.session.add(begun)
        await self.session.flush()
        return begun

    async def bearer(self, user_id: UUID, **changes: Any) -> str:
        """Begin a session and return the header of its requests."""
        begun = await self.sign_in(user_id, **changes)
        return f"Bearer {AccessTokens(self.settings).issue(user_id, begun.id)}"


async def everybody(
    session: AsyncSession, settings: Settings, world: World, agreement: Agreement
) -> list[Caller]:
    """Return every caller of the matrix."""
    desk = Desk(session, settings)
    callers = [
        Caller("nobody", None, alive=False),
        *await _members(desk, world, agreement),
        *await _staff(desk, world, agreement),
        *await _programs(desk, world, agreement),
        *await _without_membership(desk, world),
        *await _gone(desk, world),
        *await _forged(desk, world),
    ]
    await session.commit()
    return callers


async def _members(desk: Desk, world: World, agreement: Agreement) -> list[Caller]:
    side = world.ours
    owner = side.people["owner"]
    held = {name: agreement.roles.get(f"role:account:{name}", _NOTHING) for name in side.people}
    found = [
        Caller(name, await desk.bearer(side.people[name]), side.people[name], side, held[name])
        for name in ("owner", "admin", "billing", "technical", "read_only")
    ]
    stale = await desk.bearer(owner, authenticated_at=clock.now() - timedelta(minutes=6))
    found.append(Caller("owner, unproven", stale, owner, side, held["owner"], proven=False))
    staff = world.staff["owner"]
    behind = await desk.sign_in(staff)
    acted = await desk.bearer(
        owner,
        impersonator_id=staff,
        impersonator_session_id=behind.id,
        impersonation_reason="ticket 1",
    )
    found.append(
        Caller(
            "staff as the owner",
            acted,
            owner,
            side,
            held["owner"],
            oneself=False,
            impersonated=True,
        )
    )
    narrowed = await desk.bearer(side.people["narrowed"])
    found += [
        Caller(
            f"narrowed member{told}",
            narrowed,
            side.people["narrowed"],
            side,
            held["narrowed"],
            narrowed=True,
            hidden=hidden,
        )
        for told, hidden in (("", False), (", other service", True))
    ]
    other = world.theirs
    stranger = await desk.bearer(other.people["owner"])
    found.append(Caller("another customer", stranger, other.people["owner"], other, held["owner"]))
    return found


async def _staff(desk: Desk, world: World, agreement: Agreement) -> list[Caller]:
    found = []
    for role, user_id in world.staff.items():
        held = agreement.roles.get(f"role:staff:{role}", _NOTHING)
        header = await desk.bearer(user_id)
        found.append(Caller(f"staff {role}", header, user_id, staff=held))
    user_id = world.staff["owner"]
    held = agreement.roles["role:staff:owner"]
    stale = await desk.bearer(user_id, authenticated_at=None)
    found.append(Caller("staff owner, unproven", stale, user_id, staff=held, proven=False))
    return found


async def _programs(desk: Desk, world: World, agreement: Agreement) -> list[Caller]:
    """Return API tokens: good ones of either kind, weaker ones, and those that ended."""
    session, ours, now = desk.session, world.ours, clock.now()
    everything = agreement.roles["role:account:owner"]
    only = frozenset({"billing:read"})
    visible = [UUID(str(ours.ids["service_id"]))]
    kinds: list[tuple[str, Side, frozenset[str], dict[str, Any]]] = [
        ("API token", ours, everything, {}),
        ("personal API token", ours, everything, {"kind": TokenKind.PERSONAL}),
        ("API token for billing only", ours, only, {"permissions": sorted(only)}),
        (
            "API token of one service",
            ours,
            everything & agreement.roles["role:account:narrowed"],
            {"services": visible},
        ),
        ("another customer's API token", world.theirs, everything, {}),
    ]
    found = []
    for name, side, held, changes in kinds:
        row, secret = await make_token(session, side, **changes)
        found.append(
            Caller(
                name,
                f"Bearer {secret}",
                row.user_id,
                side,
                held,
                oneself=False,
                program=True,
                narrowed="services" in changes,
            )
        )
    former = await make_user(session, name="Former member")
    ended: dict[str, dict[str, Any]] = {
        "expired API token": {"expires_at": now - timedelta(seconds=1)},
        "revoked API token": {"revoked_at": now},
        "API token from elsewhere": {"networks": ["203.0.113.0/24"]},
        "former member's API token": {
            "kind": TokenKind.PERSONAL,
            "user_id": former.id,
        },
    }
    for name, changes in ended.items():
        _, secret = await make_token(session, ours, **changes)
        found.append(Caller(name, f"Bearer {secret}", alive=False))
    return found


async def _without_membership(desk: Desk, world: World) -> list[Caller]:
    """Return people who act for no account: the membership ended, or never was."""
    expired = world.ours.people["expired"]
    outsider = await make_user(desk.session, name="Nobody's member")
    chosen = await desk.bearer(outsider.id, account_id=world.ours.account_id)
    return [
        Caller("expired member", await desk.bearer(expired), expired),
        Caller("chose a foreign account", chosen, outsider.id),
    ]


async def _gone(desk: Desk, world: World) -> list[Caller]:
    """Return people whose access has ended."""
    owner, now = world.ours.people["owner"], clock.now()
    raised = await desk.sign_in(owner)
    old = AccessTokens(desk.settings).issue(owner, raised.id)
    raised.version += 1
    disabled = await make_user(desk.session, name="Disabled", active=False)
    await join(desk.session, world.ours.account_id, disabled.id, MemberRole.ADMIN)
    late = await desk.sign_in(owner)
    with clock.freeze(now - timedelta(hours=1)):
        outdated = AccessTokens(desk.settings).issue(owner, late.id)
    staff = world.staff["owner"]
    headers = {
        "revoked session": await desk.bearer(owner, revoked_at=now, revoked_reason="signed_out"),
        "ended session": await desk.bearer(owner, expires_at=now - timedelta(seconds=1)),
        "outdated token": f"Bearer {outdated}",
        "password changed": f"Bearer {old}",
        "disabled person": await desk.bearer(disabled.id),
        "revoked staff": await desk.bearer(staff, revoked_at=now, revoked_reason="signed_out"),
    }
    return [Caller(name, header, alive=False) for name, header in headers.items()]


async def _forged(desk: Desk, world: World) -> list[Caller]:
    """Return tokens of the wrong kind, and tokens that nobody gave."""
    owner = world.ours.people["owner"]
    begun = await desk.sign_in(owner)
    good = AccessTokens(desk.settings).issue(owner, begun.id)
    secret = desk.settings.secret_key.get_secret_value()
    claims = jwt.decode(good, options={"verify_signature": False})
    none = ".".join(_part(part) for part in ({"alg": "none", "typ": "JWT"}, claims)) + "."
    headers = {
        "refresh token": f"Bearer {new_token('hwr_')}",
        "made-up API token": f"Bearer {new_token(API_TOKEN_PREFIX)}",
        "other audience": f"Bearer {jwt.encode(claims | {'aud': 'mail'}, secret, 'HS256')}",
        "other key": f"Bearer {jwt.encode(claims, secret[::-1], 'HS256')}",
        "no signature": f"Bearer {none}",
        "another's session": f"Bearer {jwt.encode(claims | {'sid': str(owner)}, secret, 'HS256')}",
        "no scheme": good,
        "basic": f"Basic {urlsafe_b64encode(good.encode()).decode()}",
    }
    return [Caller(name, header, alive=False) for name, header in headers.items()]


def _part(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value)).rstrip(b"=").decode()
