"""The caller, once known; and the ports through which it is looked up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Protocol
from uuid import UUID

from app.auth.permissions import Permission
from app.core import clock
from app.core.context import Actor, ActorKind
from app.dao.scope import Scope

RECENT_AUTH = timedelta(minutes=5)
"""How long after a credential was given operations that ask for `recent_auth` still run."""

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: the person, the account they act for, and what each lets them do.

    `permissions` hold inside the account, `staff_permissions` in the admin tree. A caller comes
    with a session or with an API token, never with both. `impersonator_id` is the member of
    staff who acts as this one; `services` are the only ones the caller may see, None for all;
    `authenticated_at` is when a password or second factor was last given;
    `second_factor_required` tells that what the person may do as staff waits for a second factor.
    """

    user_id: UUID
    session_id: UUID | None
    account_id: UUID | None
    permissions: frozenset[Permission]
    staff_permissions: frozenset[Permission]
    version: int = 1
    authenticated_at: datetime | None = None
    impersonator_id: UUID | None = None
    token_id: UUID | None = None
    services: frozenset[UUID] | None = None
    networks: tuple[Network, ...] = ()
    second_factor_required: bool = False
    expires_at: datetime | None = None
    """When the session, token or membership that the rights come from runs out by itself."""

    @property
    def staff(self) -> bool:
        """Whether the person works for the hosting company."""
        return bool(self.staff_permissions)

    @property
    def oneself(self) -> bool:
        """Whether a person sits there in their own name: no token, nobody acting for them."""
        return self.token_id is None and self.impersonator_id is None

    @property
    def recently_authenticated(self) -> bool:
        """Whether the person gave a credential within the last `RECENT_AUTH`."""
        return (
            self.authenticated_at is not None and clock.now() - self.authenticated_at <= RECENT_AUTH
        )

    @property
    def account(self) -> UUID:
        """The account acted for; a principal that passed `requires` always has one."""
        if self.account_id is None:
            message = "this principal acts for no account"
            raise LookupError(message)
        return self.account_id

    @property
    def session(self) -> UUID:
        """The session of the caller; one that passed as `oneself` always has one."""
        if self.session_id is None:
            message = "this principal came with a token"
            raise LookupError(message)
        return self.session_id

    def scope(self) -> Scope:
        """The rows the caller may see as a customer."""
        return Scope.account(self.account, self.services)

    def actor(self) -> Actor:
        """The party to write beside what the caller does."""
        if self.token_id is not None:
            return Actor(ActorKind.TOKEN, self.token_id)
        kind = ActorKind.STAFF if self.staff else ActorKind.USER
        return Actor(kind, self.user_id, self.impersonator_id)

    def reachable_from(self, ip: str) -> bool:
        """Tell whether the caller may come from this address."""
        if not self.networks:
            return True
        try:
            address = ip_address(ip)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


class PrincipalLoader(Protocol):
    """Looks a live session up: what the accounts feature binds here at start-up."""

    async def __call__(self, session_id: UUID) -> Principal | None:
        """Return the principal; None where the session is revoked or the person disabled."""
        ...


class TokenLoader(Protocol):
    """Looks a live API token up by its digest: bound at start-up likewise."""

    async def __call__(self, digest: str, /) -> Principal | None:
        """Return the principal; None where the token is revoked, expired or its maker is gone."""
        ...
