"""Invitations: sent by mail, good for a week, accepted once by whoever has the invited address."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core import clock
from app.core.crypto import digest, new_token
from app.core.email import same_email
from app.core.errors import NotFoundError
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.accounts import MemberInvited, MemberJoined
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.accounts import AccountDAO
from app.features.accounts.dao.invitations import INVITATIONS, InvitationDAO
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.errors import (
    AlreadyMemberError,
    InvitationForAnotherError,
    InvitationInvalidError,
    TooManyInvitationsError,
)
from app.features.accounts.models import Account, AccountMember, Invitation
from app.features.accounts.schemas import (
    InvitationCreate,
    InvitationLetter,
    InvitationPreview,
    InvitationQuery,
    InvitationRead,
    MembershipRead,
)
from app.features.accounts.service import grants
from app.features.users import service as users
from app.manifest import member_permissions

VALID_FOR = timedelta(days=7)
MAIL_PAUSE = timedelta(seconds=60)
MAX_OPEN = 100
_PREFIX = "hwi_"


async def page_invitations(reads: Reads, principal: Principal, query: InvitationQuery) -> bytes:
    """Return a page of unanswered invitations as `PageRead[InvitationRead]`."""
    return await INVITATIONS.page(reads, query, principal.scope())


async def invite(
    session: AsyncSession, principal: Principal, payload: InvitationCreate
) -> InvitationRead:
    """Offer a membership to an address; an unanswered offer to it is replaced.

    Raises AlreadyMemberError, TooManyInvitationsError and what `grants.check_grant` raises.
    """
    grantor = await grants.manager(session, principal)
    await grants.check_grant(session, grantor, payload.role, payload.services, payload.expires_at)
    now, account_id = clock.now(), principal.account
    if await AccountMemberDAO(session).has_email(account_id, payload.email, now):
        raise AlreadyMemberError
    invitations = InvitationDAO(session)
    await _make_room(invitations, account_id, payload.email)
    made = await invitations.add(
        Invitation(
            **payload.model_dump(),
            account_id=account_id,
            inviter_id=principal.user_id,
            created_at=now,
            valid_until=now + VALID_FOR,
        )
    )
    changes = payload.model_dump(mode="json")
    target = Target("invitation", made.id)
    await record(session, AuditEntry(AuditAction.MEMBER_INVITED, account_id, target, changes))
    await publish(session, MemberInvited(invitation_id=made.id), account_id=account_id)
    found = await INVITATIONS.get(TransactionReads(session), made.id, Scope.account(account_id))
    return InvitationRead.model_validate_json(found)


async def _make_room(invitations: InvitationDAO, account_id: UUID, email: str) -> None:
    now = clock.now()
    older = await invitations.open_to(account_id, email)
    if older is not None:
        again = older.created_at + MAIL_PAUSE
        if again > now:
            raise TooManyInvitationsError(retry_after=int((again - now).total_seconds()) + 1)
        await invitations.revoke(older.id, now)
    if await invitations.count_open(account_id, now) >= MAX_OPEN:
        raise TooManyInvitationsError(retry_after=int(VALID_FOR.total_seconds()))


async def revoke_invitation(
    session: AsyncSession, principal: Principal, invitation_id: UUID
) -> None:
    """Withdraw an unanswered invitation; raises NotFoundError."""
    revoked = await InvitationDAO(session, principal.scope()).revoke(invitation_id, clock.now())
    if not revoked:
        raise NotFoundError
    target = Target("invitation", invitation_id)
    await record(session, AuditEntry(AuditAction.INVITATION_REVOKED, principal.account, target))


async def issue_invitation(session: AsyncSession, invitation_id: UUID) -> InvitationLetter | None:
    """Give an invitation its link and return what to mail.

    None where it is not open any more, or has its link: that one is in an e-mail already.
    """
    invitation = await InvitationDAO(session).lock(invitation_id)
    if invitation.digest is not None or not _open(invitation):
        return None
    token = new_token(_PREFIX)
    invitation.digest = digest(token)
    await session.flush()
    account = await AccountDAO(session).get(invitation.account_id)
    inviter = await users.contact(session, invitation.inviter_id)
    return InvitationLetter(
        email=invitation.email,
        account_name=account.name,
        inviter=inviter.name,
        role=invitation.role,
        locale=account.locale,
        time_zone=account.time_zone,
        valid_until=invitation.valid_until,
        link_token=token,
    )


async def invitation_counts(session: AsyncSession, token: str) -> bool:
    """Tell whether the link with this token would still be accepted."""
    found = await InvitationDAO(session).by_digest(digest(token))
    return found is not None and _open(found[0])


async def is_invited(session: AsyncSession, token: str, email: str) -> bool:
    """Tell whether the link with this token is open and was sent to this address."""
    found = await InvitationDAO(session).by_digest(digest(token))
    return found is not None and _open(found[0]) and same_email(found[0].email, email)


async def preview_invitation(session: AsyncSession, token: str) -> InvitationPreview:
    """Return what a link offers; raises InvitationInvalidError."""
    invitation, account, inviter = await _offered(session, token)
    return InvitationPreview(
        account_name=account.name,
        role=invitation.role,
        email_hint=_hint(invitation.email),
        inviter=inviter,
        valid_until=invitation.valid_until,
    )


async def accept_invitation(
    session: AsyncSession, principal: Principal, token: str
) -> MembershipRead:
    """Make the signed-in person a member; accepting again is fine as long as they are one.

    Raises InvitationInvalidError, EmailNotVerifiedError, InvitationForAnotherError,
    AlreadyMemberError.
    """
    now, user_id = clock.now(), principal.user_id
    found = await InvitationDAO(session).by_digest(digest(token))
    if found is None:
        raise InvitationInvalidError
    invitation, account, _ = found
    await AccountDAO(session).lock(account.id)
    await session.refresh(invitation)
    if invitation.accepted_by == user_id:
        return await _joined(session, account, user_id)
    await _check_sender(session, invitation)
    await users.require_verified(session, user_id)
    person = await users.contact(session, user_id)
    if not same_email(person.email, invitation.email):
        raise InvitationForAnotherError
    if not await InvitationDAO(session).accept(invitation.id, user_id, now):
        raise InvitationInvalidError
    member = AccountMember(
        account_id=account.id,
        user_id=user_id,
        role=invitation.role,
        services=invitation.services,
        expires_at=invitation.expires_at,
        created_at=now,
    )
    member_id = await AccountMemberDAO(session).join(member, now)
    if member_id is None:
        raise AlreadyMemberError
    target = Target("user", user_id)
    changes = {"role": invitation.role, "inviter_id": str(invitation.inviter_id)}
    await record(session, AuditEntry(AuditAction.MEMBER_JOINED, account.id, target, changes))
    joined = MemberJoined(member_id=member_id, user_id=user_id, role=invitation.role)
    await publish(session, joined, account_id=account.id)
    return await _joined(session, account, user_id)


async def _offered(session: AsyncSession, token: str) -> tuple[Invitation, Account, str]:
    found = await InvitationDAO(session).by_digest(digest(token))
    if found is None or not _open(found[0]):
        raise InvitationInvalidError
    await _check_sender(session, found[0])
    return found[0], found[1], found[2]


async def _check_sender(session: AsyncSession, invitation: Invitation) -> None:
    """Refuse an offer whose sender could not make it today."""
    members = AccountMemberDAO(session)
    sender = await members.of(invitation.account_id, invitation.inviter_id, clock.now())
    held = member_permissions()[sender.role] if sender else frozenset()
    manages = Permission.ACCOUNTS_MANAGE in held
    if sender is None or not manages or not grants.may_grant(sender.role, invitation.role):
        raise InvitationInvalidError


async def _joined(session: AsyncSession, account: Account, user_id: UUID) -> MembershipRead:
    member = await AccountMemberDAO(session).of(account.id, user_id, clock.now())
    if member is None:
        raise InvitationInvalidError
    return MembershipRead(
        id=account.id, name=account.name, currency=account.currency, role=member.role
    )


def _open(invitation: Invitation) -> bool:
    answered = invitation.accepted_at or invitation.revoked_at
    return answered is None and invitation.valid_until > clock.now()


def _hint(email: str) -> str:
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"
