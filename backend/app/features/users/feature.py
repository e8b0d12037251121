"""What people and how they sign in brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.events.users import (
    EmailChanged,
    EmailChangeRequested,
    PasswordChanged,
    PasswordResetRequested,
    RegistrationRepeated,
    SecondFactorChanged,
    SessionAccountChanged,
    SessionCreated,
    SessionRevoked,
    SignedInFromNewPlace,
    UserDisabled,
    UserRegistered,
    UserVerified,
    VerificationRequested,
)
from app.features.users import service
from app.features.users.audit import WORDS, AuditAction
from app.features.users.dao.erasing import OBSTACLES
from app.features.users.dao.export import EXPORT
from app.features.users.dao.factors import SECURED
from app.features.users.dao.people import people_with
from app.features.users.models import User
from app.manifest import AuditTarget, ChecklistStep, Feature

feature = Feature(
    routers=("router", "people", "admin"),
    tags={
        "auth": "Signing in and out, registration, and a forgotten password.",
        "me": "The person signed in: profile, security, sessions and data.",
    },
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "user": AuditTarget(col(User.id), col(User.name)),
    },
    event_access=dict.fromkeys(
        (
            EmailChangeRequested,
            EmailChanged,
            PasswordChanged,
            PasswordResetRequested,
            RegistrationRepeated,
            SecondFactorChanged,
            SessionAccountChanged,
            SessionCreated,
            SessionRevoked,
            SignedInFromNewPlace,
            UserDisabled,
            UserRegistered,
            UserVerified,
            VerificationRequested,
        ),
        Permission.ACCOUNTS_READ,
    ),
    export=EXPORT,
    erasure_obstacles=OBSTACLES,
    erase=service.erase,
    credentials=service.CREDENTIALS,
    personal_fields={
        EmailChanged: ("previous",),
        SignedInFromNewPlace: ("ip", "place", "device"),
        SecondFactorChanged: ("name",),
    },
    checklist=(ChecklistStep("second_factor", 10, "/admin/profile/security", SECURED),),
    demo=service.seed,
    demo_rows=people_with(*service.DEMO_EMAILS),
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.USERS_READ},
        BuiltInRole.BILLING: {Permission.USERS_READ},
    },
)
