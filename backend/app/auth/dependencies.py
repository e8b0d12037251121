"""Permission in the signature: `InvoiceReader = Annotated[Principal, requires(Permission…)]`."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2PasswordBearer

from app.auth.authenticator import Authenticator
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core.errors import ForbiddenError

_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token", auto_error=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an endpoint asks of its caller; None for any signed-in person."""

    permission: Permission | None = None
    staff: bool = False

    def check(self, principal: Principal) -> Principal:
        """Return the principal if it satisfies the policy; raises ForbiddenError."""
        if self.staff:
            held = principal.staff_permissions
        else:
            held = principal.permissions
            if self.permission is not None and principal.account_id is None:
                raise ForbiddenError
        if (self.staff or self.permission) and self.permission not in held:
            raise ForbiddenError
        return principal

    async def __call__(
        self, request: Request, _token: Annotated[str | None, Security(_bearer)]
    ) -> Principal:
        """Resolve and check the caller of a request, as a FastAPI dependency."""
        authenticator: Authenticator = request.app.state.authenticator
        return self.check(await authenticator.principal(request.headers.get("authorization")))


def requires(permission: Permission) -> Any:  # noqa: ANN401  as fastapi.Depends itself
    """Demand a permission inside the caller's account."""
    return Security(Policy(permission))


def requires_staff(permission: Permission) -> Any:  # noqa: ANN401  as fastapi.Depends itself
    """Demand a permission as staff."""
    return Security(Policy(permission, staff=True))


SignedIn = Annotated[Principal, Security(Policy())]


async def open_to_all() -> None:
    """Declare an operation that asks nothing of its caller."""


PUBLIC = Depends(open_to_all)
