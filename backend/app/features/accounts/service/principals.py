"""The answers to auth's ports: who is behind a session or an API token, and what they may do."""

from datetime import datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.roles import MemberRole
from app.core import clock, context, json
from app.core.errors import NotFoundError
from app.core.settings import get_settings
from app.dao.session import Reads, Statements, Writes
from app.features.accounts.dao.principals import PRINCIPAL, TOKEN, TOUCH
from app.manifest import member_permissions, service_permissions

NOTED_EVERY = timedelta(minutes=1)
_NOTHING: frozenset[Permission] = frozenset()
_KNOWN = frozenset(Permission)


async def load_principal(reads: Reads, session_id: UUID) -> Principal | None:
    """Return the principal; None where the session ended or the person is disabled.

    One statement. Someone who left the chosen account acts for none, never for another one. What
    staff may do is withheld where policy asks for a second factor and the session has none.
    """
    try:
        found = await PRINCIPAL.fetch_one(reads, session_id=session_id, now=clock.now())
    except NotFoundError:
        return None
    row = json.loads(found)
    role, authenticated_at, impersonator_id = (
        row["role"],
        row["authenticated_at"],
        row["impersonator_id"],
    )
    services = _services(row["services"])
    staff = _NOTHING if impersonator_id else _known(row["staff_permissions"])
    withheld = get_settings().staff_second_factor and not row["second_factor"]
    return Principal(
        user_id=UUID(row["user_id"]),
        session_id=session_id,
        account_id=UUID(row["account_id"]) if role else None,
        permissions=_within(services, member_permissions()[MemberRole(role)]) if role else _NOTHING,
        staff_permissions=_NOTHING if withheld else staff,
        version=row["version"],
        authenticated_at=datetime.fromisoformat(authenticated_at) if authenticated_at else None,
        impersonator_id=UUID(impersonator_id) if impersonator_id else None,
        services=services,
        second_factor_required=bool(withheld and staff),
        expires_at=datetime.fromisoformat(row["expires_at"]),
    )


async def load_token_principal(reads: Statements, digest: str) -> Principal | None:
    """Return the principal of an API token; None where it ended, or its person may not use it.

    No token has more than the person who made it has now.
    That it was used is noted once a minute, outside the request's unit of work.
    """
    now = clock.now()
    try:
        row = json.loads(await TOKEN.fetch_one(reads, digest=digest, now=now))
    except NotFoundError:
        return None
    held, services = _known(row["permissions"]), _services(row["services"])
    if not row["active"] or row["role"] is None:
        return None
    held &= member_permissions()[MemberRole(row["role"])]
    services = _narrower(services, _services(row["member_services"]))
    principal = Principal(
        user_id=UUID(row["user_id"]),
        session_id=None,
        account_id=UUID(row["account_id"]),
        permissions=_within(services, held),
        staff_permissions=_NOTHING,
        token_id=UUID(row["id"]),
        services=services,
        networks=tuple(map(ip_network, row["networks"])),
        expires_at=datetime.fromisoformat(row["expires_at"]),
    )
    await _note_use(reads, principal, row["last_used_at"], now)
    return principal


async def _note_use(writes: Writes, token: Principal, last: str | None, now: datetime) -> None:
    ip, before = context.current().ip, now - NOTED_EVERY
    noted = last is not None and datetime.fromisoformat(last) > before
    if noted or not token.reachable_from(ip):
        return
    # Where another process was faster it changes nothing.
    await TOUCH.execute(writes, token_id=token.token_id, now=now, before=before, ip=ip)


def _known(names: list[str]) -> frozenset[Permission]:
    return frozenset(map(Permission, _KNOWN.intersection(names)))


def _services(given: list[str] | None) -> frozenset[UUID] | None:
    return None if given is None else frozenset(map(UUID, given))


def _narrower(one: frozenset[UUID] | None, other: frozenset[UUID] | None) -> frozenset[UUID] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _within(services: frozenset[UUID] | None, held: frozenset[Permission]) -> frozenset[Permission]:
    return held if services is None else held & service_permissions()
