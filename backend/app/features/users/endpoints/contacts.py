"""How a person can be reached, and their password: changed by the person alone."""

from fastapi import Response

from app.auth.dependencies import PersonOnly, RecentlyAuthenticated
from app.features.users import service
from app.features.users.endpoints.verification import done_or_invalid
from app.features.users.schemas.contacts import (
    CodeConfirm,
    ContactsRead,
    EmailChange,
    PhoneAsked,
    PhoneRequest,
)
from app.features.users.schemas.fields import Accepted
from app.features.users.schemas.passwords import PasswordChange
from app.web.dependencies import InvalidatePrincipals, Reads, Session
from app.web.reads import read
from app.web.router import Router

router = Router(prefix="/me", tags=["me"])


@read(
    router,
    "/contacts",
    answer=ContactsRead,
    operation_id="contacts_read",
    summary="One's own address and number, and what they are to become",
)
async def read_contacts(reads: Reads, principal: PersonOnly) -> bytes:
    """Return address and number, with those that wait for their codes."""
    return await service.read_contacts(reads, principal.user_id)


@router.post(
    "/password",
    operation_id="me_change_password",
    summary="Choose another password",
    status_code=204,
)
async def change_password(
    body: PasswordChange,
    principal: RecentlyAuthenticated,
    session: Session,
    forget: InvalidatePrincipals,
) -> None:
    """Replace the password; other sessions end, this one goes on with a renewed access token."""
    await service.change_password(session, principal, body)
    forget()


@router.post(
    "/email",
    operation_id="me_change_email",
    summary="Ask for another e-mail address",
    status_code=202,
)
async def change_email(
    body: EmailChange, principal: RecentlyAuthenticated, session: Session
) -> Accepted:
    """Mail link and code to the new address, and a notice to the present one."""
    await service.ask_email_change(session, principal.user_id, body.email)
    return Accepted()


@router.post(
    "/email/confirm",
    operation_id="me_confirm_email",
    summary="Prove the other e-mail address by its code",
    status_code=204,
    response_model=None,
)
async def confirm_email(body: CodeConfirm, principal: PersonOnly, session: Session) -> Response:
    """Change the address."""
    done = await service.confirm_email_code(session, principal.user_id, body.code)
    return done_or_invalid(done)


@router.delete(
    "/email",
    operation_id="me_keep_email",
    summary="Keep the present e-mail address",
    status_code=204,
)
async def keep_email(principal: PersonOnly, session: Session) -> None:
    """Forget the address that was asked for; there may be none."""
    await service.withdraw_email_change(session, principal.user_id)


@router.post(
    "/phone",
    operation_id="me_change_phone",
    summary="Ask for another telephone number",
    status_code=202,
)
async def change_phone(body: PhoneRequest, principal: PersonOnly, session: Session) -> PhoneAsked:
    """Text six digits to the number, and tell how it was understood."""
    return await service.ask_phone(session, principal.user_id, body)


@router.post(
    "/phone/confirm",
    operation_id="me_confirm_phone",
    summary="Prove the other telephone number by its code",
    status_code=204,
    response_model=None,
)
async def confirm_phone(body: CodeConfirm, principal: PersonOnly, session: Session) -> Response:
    """Keep the number."""
    return done_or_invalid(await service.confirm_phone(session, principal.user_id, body.code))


@router.delete(
    "/phone",
    operation_id="me_remove_phone",
    summary="Remove one's telephone number",
    status_code=204,
)
async def remove_phone(principal: PersonOnly, session: Session) -> None:
    """Forget the number, and one that waits for its code."""
    await service.remove_phone(session, principal.user_id)
