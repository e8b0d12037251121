"""A person's second factors, the log of their sign-ins, and staff's help for who lost a factor."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.auth.dependencies import PersonOnly, RecentlyAuthenticated
from app.dao.query import PageRead
from app.features.users.permissions import UserManagerStepUp
from app.features.users.schemas.factors import (
    PasskeyCreate,
    PasskeyOptionsRead,
    PasskeyPatch,
    PasskeyRead,
    RecoveryCodesRead,
    SecurityRead,
    TotpConfirm,
    TotpRead,
)
from app.features.users.schemas.signing import SignInQuery, SignInRead
from app.features.users.schemas.staff import ReasonCreate
from app.features.users.service import factors, passkeys, signing
from app.web.dependencies import Configuration, InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/me", tags=["me"])
admin = Router(prefix="/admin", tags=["admin"])


@read(
    router,
    "/security",
    answer=SecurityRead,
    operation_id="me_security_read",
    summary="How one signs in",
)
async def read_security(reads: Reads, principal: PersonOnly) -> bytes:
    """Return the person's second factors, and until when the last proof counts as fresh."""
    return await factors.read_security(reads, principal)


@read(
    router,
    "/sign-ins",
    answer=PageRead[SignInRead],
    operation_id="me_sign_ins_list",
    summary="List the attempts to sign in as oneself",
)
async def list_sign_ins(
    reads: Reads, principal: PersonOnly, query: Annotated[SignInQuery, Query()]
) -> bytes:
    """List attempts, refused ones too, the newest first."""
    return await signing.page_sign_ins(reads, principal.user_id, query)


@router.post(
    "/totp",
    operation_id="me_totp_begin",
    summary="Set an authenticator app up",
    status_code=201,
)
async def begin_totp(
    principal: RecentlyAuthenticated, session: Session, settings: Configuration
) -> TotpRead:
    """Return a secret; it is in use once its first code is confirmed, within ten minutes."""
    return await factors.begin_totp(session, settings, principal.user_id)


@router.post(
    "/totp/confirm",
    operation_id="me_totp_confirm",
    summary="Put the authenticator app to use",
)
async def confirm_totp(
    body: TotpConfirm,
    principal: PersonOnly,
    session: Session,
    settings: Configuration,
    forget: InvalidatePrincipals,
) -> RecoveryCodesRead:
    """Take the app's first code, end the person's other sessions, return recovery codes."""
    codes = await factors.confirm_totp(session, settings, principal, body.code)
    forget(principal.session)
    return RecoveryCodesRead(recovery_codes=codes)


@router.delete(
    "/totp",
    operation_id="me_totp_delete",
    summary="Do without the authenticator app",
    status_code=204,
)
async def delete_totp(
    principal: RecentlyAuthenticated, session: Session, forget: InvalidatePrincipals
) -> None:
    """Forget the app and end the person's other sessions."""
    await factors.disable_totp(session, principal)
    forget(principal.session)


@router.post(
    "/recovery-codes",
    operation_id="me_recovery_codes_create",
    summary="Make new recovery codes",
    status_code=201,
)
async def create_recovery_codes(
    principal: RecentlyAuthenticated, session: Session
) -> RecoveryCodesRead:
    """Return ten codes, once; the older ones stop counting."""
    codes = await factors.renew_recovery_codes(session, principal)
    return RecoveryCodesRead(recovery_codes=codes)


@router.post(
    "/passkeys/options",
    operation_id="me_passkeys_options",
    summary="What a new passkey is to sign",
)
async def registration_options(
    principal: RecentlyAuthenticated, session: Session, settings: Configuration
) -> PasskeyOptionsRead:
    """Return PublicKeyCredentialCreationOptionsJSON, good for five minutes."""
    return await passkeys.registration_options(session, settings, principal)


@router.post(
    "/passkeys",
    operation_id="me_passkeys_create",
    summary="Add a passkey",
    status_code=201,
)
async def create_passkey(
    body: PasskeyCreate,
    principal: PersonOnly,
    session: Session,
    settings: Configuration,
    forget: InvalidatePrincipals,
) -> PasskeyRead:
    """Take RegistrationResponseJSON, keep the public key, end the person's other sessions."""
    made = await passkeys.register(session, settings, principal, body)
    forget(principal.session)
    return made


@router.patch(
    "/passkeys/{passkey_id}",
    operation_id="me_passkeys_update",
    summary="Call a passkey otherwise",
)
async def update_passkey(
    passkey_id: UUID, body: PasskeyPatch, principal: PersonOnly, session: Session
) -> PasskeyRead:
    """Give a passkey another name."""
    return await passkeys.rename(session, principal.user_id, passkey_id, body.name)


@router.delete(
    "/passkeys/{passkey_id}",
    operation_id="me_passkeys_delete",
    summary="Remove a passkey",
    status_code=204,
)
async def delete_passkey(
    passkey_id: UUID,
    principal: RecentlyAuthenticated,
    session: Session,
    forget: InvalidatePrincipals,
) -> None:
    """Forget the passkey and end the person's other sessions."""
    await passkeys.remove(session, principal, passkey_id)
    forget(principal.session)


@admin.post(
    "/users/{user_id}/actions/reset-second-factor",
    operation_id="admin_users_reset_second_factor",
    summary="Take a person's second factors away",
    status_code=204,
)
async def reset_second_factor(
    user_id: UUID,
    body: ReasonCreate,
    staff: UserManagerStepUp,
    session: Session,
    forget: InvalidatePrincipals,
) -> None:
    """Help somebody who lost every factor: none is left, all sessions end, the person is told."""
    await factors.reset(session, staff, user_id, body.reason)
    forget()
