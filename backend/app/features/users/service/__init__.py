"""Use cases of people: made, signed in, verified, changed."""

from app.features.users.models import CodePurpose
from app.features.users.service.avatars import MAX_BYTES as AVATAR_BYTES
from app.features.users.service.avatars import MEDIA_TYPE as AVATAR_TYPE
from app.features.users.service.avatars import (
    open_avatar,
    remove_avatar,
    set_avatar,
)
from app.features.users.service.codes import purge as purge_codes
from app.features.users.service.credentials import CREDENTIALS
from app.features.users.service.devices import end_own, end_own_others, list_sessions
from app.features.users.service.emails import (
    ask_email_change,
    confirm_email_code,
    confirm_email_link,
    wanted_email,
    withdraw_email_change,
)
from app.features.users.service.erasing import (
    erase,
    erased_address,
    is_erased_address,
    lock_identity,
)
from app.features.users.service.impersonation import (
    IMPERSONATED_FOR,
    ImpersonationRequest,
    begin_impersonation,
    choose_account,
)
from app.features.users.service.ip_addresses import Origin, purge_addresses, read_addresses
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
    owner_addresses,
    read_contacts,
    require_verified,
    staff_contacts,
    update_profile,
)
from app.features.users.service.phones import (
    ask_phone,
    begin_text,
    confirm_phone,
    finish_text,
    remove_phone,
    send_text,
)
from app.features.users.service.seeding import CUSTOMER_EMAIL, DEMO_EMAILS, seed
from app.features.users.service.sessions import (
    Signed,
    end_session,
    purge,
    sign_out_by_refresh_token,
)
from app.features.users.service.signing import purge as purge_sign_ins
from app.features.users.service.staff import appoint, disable, enable, set_roles
from app.features.users.service.verification import (
    is_email_code_open,
    issue_email_code,
    mark_email_code_sent,
    request_verification,
    send_verification,
    verify_code,
    verify_link,
)
