"""Use cases of people: made, signed in, verified, changed."""

from app.features.users.models import CodePurpose
from app.features.users.service.addresses import Origin, purge_addresses, read_addresses
from app.features.users.service.avatars import MEDIA_TYPE as AVATAR_TYPE
from app.features.users.service.avatars import (
    drop_avatar_file,
    read_avatar,
    remove_avatar,
    set_avatar,
)
from app.features.users.service.codes import purge as purge_codes
from app.features.users.service.devices import end_own, end_own_others, list_sessions
from app.features.users.service.emails import (
    ask_email_change,
    confirm_email_code,
    confirm_email_link,
    wanted_email,
    withdraw_email_change,
)
from app.features.users.service.erasing import (
    Identity,
    erase_person,
    erased_address,
    is_erased_address,
    is_staff,
    lock_identity,
)
from app.features.users.service.factors import has_second_factor
from app.features.users.service.impersonation import (
    IMPERSONATED_FOR,
    Posing,
    begin_impersonation,
    choose_account,
)
from app.features.users.service.passwords import (
    change_password,
    request_reset,
    reset_password,
    send_reset,
)
from app.features.users.service.people import (
    ask_for_mail,
    contact,
    contact_of,
    create_admin,
    create_user,
    find_by_email,
    hash_password,
    is_verified,
    read_contacts,
    require_verified,
    update_profile,
)
from app.features.users.service.phones import (
    ask_phone,
    confirm_phone,
    remove_phone,
    send_text,
)
from app.features.users.service.seeding import CUSTOMER_EMAIL, seed
from app.features.users.service.sessions import (
    Signed,
    end_others,
    end_session,
    purge,
    refresh,
    sign_out_by_refresh_token,
)
from app.features.users.service.signing import purge as purge_sign_ins
from app.features.users.service.signing import sign_in
from app.features.users.service.verification import (
    issue_proof,
    issue_verification,
    proof_counts,
    proof_mailed,
    request_verification,
    send_verification,
    verify_code,
    verify_link,
)

__all__ = [
    "AVATAR_TYPE",
    "CUSTOMER_EMAIL",
    "IMPERSONATED_FOR",
    "CodePurpose",
    "Identity",
    "Origin",
    "Posing",
    "Signed",
    "ask_email_change",
    "ask_for_mail",
    "ask_phone",
    "begin_impersonation",
    "change_password",
    "choose_account",
    "confirm_email_code",
    "confirm_email_link",
    "confirm_phone",
    "contact",
    "contact_of",
    "create_admin",
    "create_user",
    "drop_avatar_file",
    "end_others",
    "end_own",
    "end_own_others",
    "end_session",
    "erase_person",
    "erased_address",
    "find_by_email",
    "has_second_factor",
    "hash_password",
    "is_erased_address",
    "is_staff",
    "is_verified",
    "issue_proof",
    "issue_verification",
    "list_sessions",
    "lock_identity",
    "proof_counts",
    "proof_mailed",
    "purge",
    "purge_addresses",
    "purge_codes",
    "purge_sign_ins",
    "read_addresses",
    "read_avatar",
    "read_contacts",
    "refresh",
    "remove_avatar",
    "remove_phone",
    "request_reset",
    "request_verification",
    "require_verified",
    "reset_password",
    "seed",
    "send_reset",
    "send_text",
    "send_verification",
    "set_avatar",
    "sign_in",
    "sign_out_by_refresh_token",
    "update_profile",
    "verify_code",
    "verify_link",
    "wanted_email",
    "withdraw_email_change",
]
