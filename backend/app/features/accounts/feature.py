"""What accounts, their members and their tokens brings along."""

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.accounts import ApiTokenRevoked, ImpersonationEnded, MemberEvent, MemberInvited
from app.events.audit import RequestAuditAction
from app.features.accounts import service
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.accounts import INVARIANTS
from app.features.accounts.dao.erasing import OBSTACLES
from app.features.accounts.dao.export import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("registration", "router", "admin"),
    audit_actions=(*AuditAction, *RequestAuditAction),
    event_access=dict.fromkeys(
        (MemberInvited, MemberEvent, ImpersonationEnded, ApiTokenRevoked), Permission.ACCOUNTS_READ
    ),
    invariants=INVARIANTS,
    export=EXPORT,
    erasure_obstacles=OBSTACLES,
    erase=service.erase,
    credentials=service.CREDENTIALS,
    demo=service.seed,
    demo_after=("users",),
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.ACCOUNTS_READ},
        BuiltInRole.BILLING: {Permission.ACCOUNTS_READ},
        BuiltInRole.OPERATOR: {Permission.ACCOUNTS_READ},
    },
    member_grants={
        MemberRole.READ_ONLY: {Permission.ACCOUNTS_READ},
        MemberRole.BILLING: {Permission.ACCOUNTS_READ},
        MemberRole.TECHNICAL: {Permission.ACCOUNTS_READ},
        MemberRole.ADMIN: {Permission.ACCOUNTS_MANAGE, Permission.TOKENS_MANAGE},
        MemberRole.OWNER: {Permission.ROLES_READ, Permission.ROLES_ASSIGN},
    },
)
