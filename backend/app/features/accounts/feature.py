"""What accounts, their members and their tokens brings along."""

from app.auth.permissions import Permission
from app.events.accounts import ApiTokenRevoked, ImpersonationEnded, MemberEvent, MemberInvited
from app.features.accounts import service
from app.features.accounts.dao.accounts import INVARIANTS
from app.features.accounts.dao.export import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("registration", "router", "admin"),
    event_access=dict.fromkeys(
        (MemberInvited, MemberEvent, ImpersonationEnded, ApiTokenRevoked), Permission.ACCOUNTS_READ
    ),
    invariants=INVARIANTS,
    export=EXPORT,
    demo=service.seed,
    demo_after=("users",),
)
