"""Permission in the signature: `InvoiceReader = Annotated[Principal, requires(Permission…)]`."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2PasswordBearer
from fastapi.security.base import SecurityBase

from app.auth.authenticator import Authenticator
from app.auth.errors import OneselfRequiredError, StepUpRequiredError
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.ratelimit import RateLimiter, RouteClass
from app.core.errors import ForbiddenError

_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token", auto_error=False)


@dataclass(frozen=True, slots=True)
class Policy(SecurityBase):
    """What an endpoint asks of its caller; no permission means any signed-in person.

    It is the API's security scheme itself, so that FastAPI resolves one dependency and not two.

    `recent_auth` asks a session for a credential given within the last five minutes (an API token
    was given its scopes under that condition); `oneself` admits the person alone, neither a token
    nor staff acting as them.
    """

    model = _bearer.model
    scheme_name = _bearer.scheme_name

    permission: Permission | None = None
    staff: bool = False
    recent_auth: bool = False
    oneself: bool = False

    def check(self, principal: Principal) -> Principal:
        """Return the principal if it satisfies the policy.

        Raises ForbiddenError, OneselfRequiredError or StepUpRequiredError.
        """
        if self.staff:
            held = principal.staff_permissions
        else:
            held = principal.permissions
            if self.permission is not None and principal.account_id is None:
                raise ForbiddenError
        if (self.staff or self.permission) and self.permission not in held:
            raise ForbiddenError
        if self.oneself and not principal.oneself:
            raise OneselfRequiredError
        if self.recent_auth and principal.impersonator_id is not None:
            raise OneselfRequiredError
        if self.recent_auth and principal.token_id is None and not principal.recently_authenticated:
            raise StepUpRequiredError
        return principal

    async def admit(
        self, authenticator: Authenticator, authorization: str | None, ip: str
    ) -> Principal:
        """Return the caller of a request if the policy lets it in; raises what `check` raises.

        A refusal for want of a recent credential is made on what the database says now.
        """
        try:
            return self.check(await authenticator.principal(authorization, ip))
        except StepUpRequiredError:
            return self.check(await authenticator.anew(authorization, ip))

    async def __call__(self, request: Request) -> Principal:
        """Resolve and check the caller of a request, as a FastAPI dependency."""
        authenticator: Authenticator = request.app.state.authenticator
        ip = request.client.host if request.client else ""
        principal = await self.admit(authenticator, request.headers.get("authorization"), ip)
        request.state.principal = principal
        limiter: RateLimiter = request.app.state.limiter
        kind = RouteClass.READ if request.method == "GET" else RouteClass.WRITE
        await limiter.caller(request.scope, kind, principal)  # type: ignore[arg-type] # a dictionary
        return principal


def requires(permission: Permission, *, recent_auth: bool = False, oneself: bool = False) -> Any:  # noqa: ANN401  as fastapi.Depends itself
    """Demand a permission inside the caller's account."""
    return Security(Policy(permission, recent_auth=recent_auth, oneself=oneself))


def requires_staff(permission: Permission, *, recent_auth: bool = False) -> Any:  # noqa: ANN401  as fastapi.Depends itself
    """Declare an endpoint's permission among staff; answers 401 or 403 without it."""
    return Security(Policy(permission, staff=True, recent_auth=recent_auth))


SignedIn = Annotated[Principal, Security(Policy())]
PersonOnly = Annotated[Principal, Security(Policy(oneself=True))]
"""The person themselves: for what belongs to the person rather than to an account."""

RecentlyAuthenticated = Annotated[Principal, Security(Policy(oneself=True, recent_auth=True))]
"""The person themselves, with a credential given in the last five minutes (step-up)."""


async def open_to_all() -> None:
    """Declare an operation that asks nothing of its caller."""


PUBLIC = Depends(open_to_all)
