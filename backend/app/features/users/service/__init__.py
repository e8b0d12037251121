"""Use cases of people: made, signed in, verified, changed."""

from app.features.users.service.people import (
    ask_for_mail,
    contact,
    contact_of,
    create_admin,
    create_user,
    find_by_email,
    hash_password,
    is_verified,
    require_verified,
    update_profile,
)
from app.features.users.service.seeding import CUSTOMER_EMAIL, seed
from app.features.users.service.sessions import (
    Origin,
    Signed,
    end_others,
    end_session,
    purge,
    refresh,
    sign_in,
    sign_out_by_refresh_token,
)
from app.features.users.service.verification import (
    issue_verification,
    proof_counts,
    proof_mailed,
    request_verification,
    send_verification,
    verify_code,
    verify_link,
)

__all__ = [
    "CUSTOMER_EMAIL",
    "Origin",
    "Signed",
    "ask_for_mail",
    "contact",
    "contact_of",
    "create_admin",
    "create_user",
    "end_others",
    "end_session",
    "find_by_email",
    "hash_password",
    "is_verified",
    "issue_verification",
    "proof_counts",
    "proof_mailed",
    "purge",
    "refresh",
    "request_verification",
    "require_verified",
    "seed",
    "send_verification",
    "sign_in",
    "sign_out_by_refresh_token",
    "update_profile",
    "verify_code",
    "verify_link",
]
