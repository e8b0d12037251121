"""What a person acts through for accounts: API tokens they made, invitations they sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.events.accounts import ApiTokenRevoked
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.features.accounts.audit import AuditAction
from app.features.accounts.dao.invitations import InvitationDAO
from app.features.accounts.dao.tokens import ApiTokenDAO
from app.manifest import AccessEnd, AccessLoss, Credential

_ENDS_WITH = frozenset({AccessEnd.MEMBERSHIP_ENDED, AccessEnd.USER_DISABLED, AccessEnd.USER_ERASED})


async def _revoke_tokens(session: AsyncSession, loss: AccessLoss) -> None:
    """Revoke the account's own tokens too: whoever made one may have kept its secret."""
    made = await ApiTokenDAO(session).revoke_made_by(loss.user_id, loss.account_id, clock.now())
    for token in made:
        target = Target("token", token.id)
        changes = {"kind": token.kind, "cause": loss.reason}
        entry = AuditEntry(AuditAction.TOKEN_REVOKED, token.account_id, target, changes)
        await record(session, entry)
        event = ApiTokenRevoked(token_id=token.id, user_id=token.user_id)
        await publish(session, event, account_id=token.account_id)


async def _withdraw_invitations(session: AsyncSession, loss: AccessLoss) -> None:
    await InvitationDAO(session).revoke_sent_by(loss.user_id, loss.account_id, clock.now())


CREDENTIALS = (
    Credential("api_tokens", _ENDS_WITH, _revoke_tokens),
    Credential("invitations", _ENDS_WITH, _withdraw_invitations),
)
