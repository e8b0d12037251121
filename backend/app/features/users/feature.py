"""What people and how they sign in brings along."""

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
from app.features.users.audit import AuditAction
from app.features.users.dao.erasing import OBSTACLES
from app.features.users.dao.export import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("router", "people", "admin"),
    audit_actions=AuditAction,
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
    demo=service.seed,
    staff_grants={
        BuiltInRole.SUPPORT: {Permission.USERS_READ},
        BuiltInRole.BILLING: {Permission.USERS_READ},
    },
)
