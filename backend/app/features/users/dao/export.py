"""What a data export says of a person: profile, sessions, sign-ins and passkeys."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from app.dao.export import PERSON
from app.features.users.models import AuthSession, IpAddressLog, Passkey, SignIn, Totp, User

EXPORT: Mapping[str, Select[Any]] = {
    "profile": select(
        col(User.id),
        col(User.email),
        col(User.is_verified).label("email_verified"),
        col(User.name),
        col(User.phone),
        col(User.phone_verified_at),
        col(User.avatar).is_not(None).label("has_picture"),
        col(User.locale),
        col(User.theme),
        col(User.time_zone),
        col(User.password_changed_at),
        col(Totp.confirmed_at).label("authenticator_app_since"),
        col(User.created_at),
    )
    .outerjoin(Totp, col(Totp.user_id) == col(User.id))
    .where(col(User.id) == PERSON),
    "sessions": select(
        col(AuthSession.id),
        col(AuthSession.ip),
        col(AuthSession.user_agent),
        col(AuthSession.created_at),
        col(AuthSession.last_used_at),
        col(AuthSession.expires_at),
        col(AuthSession.revoked_at),
        col(AuthSession.revoked_reason),
        col(AuthSession.second_factor),
    ).where(col(AuthSession.user_id) == PERSON, col(AuthSession.impersonator_id).is_(None)),
    "sign_ins": select(
        col(SignIn.id),
        col(SignIn.at),
        col(SignIn.ip),
        col(SignIn.location),
        col(SignIn.user_agent),
        col(SignIn.method),
        col(SignIn.outcome),
    ).where(col(SignIn.user_id) == PERSON),
    "addresses": select(
        col(IpAddressLog.id),
        col(IpAddressLog.ip),
        col(IpAddressLog.location),
        col(IpAddressLog.user_agent),
        col(IpAddressLog.times),
        col(IpAddressLog.first_seen_at),
        col(IpAddressLog.last_seen_at),
    ).where(col(IpAddressLog.user_id) == PERSON),
    "passkeys": select(
        col(Passkey.id), col(Passkey.name), col(Passkey.created_at), col(Passkey.last_used_at)
    ).where(col(Passkey.user_id) == PERSON),
}
"""Sections of a person's data export by file name; amounts are in minor units."""
