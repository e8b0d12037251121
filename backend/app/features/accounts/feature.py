"""What accounts, their members and their tokens brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole, MemberRole
from app.events.accounts import ApiTokenRevoked, ImpersonationEnded, MemberEvent, MemberInvited
from app.events.audit import RequestAuditAction
from app.features.accounts import service
from app.features.accounts.audit import WORDS, AuditAction
from app.features.accounts.dao.accounts import INVARIANTS
from app.features.accounts.dao.erasing import OBSTACLES
from app.features.accounts.dao.export import EXPORT
from app.features.accounts.dao.people import SEARCHED
from app.features.accounts.models import Account, ApiToken, Invitation
from app.features.settings import service as settings
from app.manifest import AuditTarget, Feature, Searchable

feature = Feature(
    routers=("registration", "router", "admin"),
    tags={
        "account": "The account that services, invoices and members belong to.",
        "members": "Who may act for the account, and how far.",
        "invitations": "Inviting people into an account.",
        "tokens": "API tokens of an account and of a person.",
    },
    audit_actions=(*AuditAction, *RequestAuditAction),
    audit_words=WORDS,
    audit_targets={
        "account": AuditTarget(col(Account.id), col(Account.name)),
        "token": AuditTarget(col(ApiToken.id), col(ApiToken.name)),
        "invitation": AuditTarget(col(Invitation.id), col(Invitation.email)),
    },
    event_access=dict.fromkeys(
        (MemberInvited, MemberEvent, ImpersonationEnded, ApiTokenRevoked), Permission.ACCOUNTS_READ
    ),
    search=(Searchable(Permission.USERS_READ, SEARCHED, staff=True),),
    answers=(settings.adopt_currency.answered_by(service.adopt_currency),),
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
