"""What a person acts through in this feature, and how each of it ends."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.users.models import CodePurpose
from app.features.users.service import codes
from app.features.users.service.sessions import end_others
from app.manifest import AccessEnd, AccessLoss, Credential

_ALWAYS = frozenset({AccessEnd.PASSWORD_CHANGED, AccessEnd.USER_DISABLED, AccessEnd.USER_ERASED})


async def _end_sessions(session: AsyncSession, loss: AccessLoss) -> None:
    await end_others(session, loss.user_id, keep=loss.keep_session, reason=loss.reason)


async def _withdraw_codes(session: AsyncSession, loss: AccessLoss) -> None:
    await codes.withdraw(
        session, loss.user_id, CodePurpose.RESET_PASSWORD, CodePurpose.CHANGE_EMAIL
    )


CREDENTIALS = (
    Credential("sessions", _ALWAYS, _end_sessions),
    Credential("mailed_codes", _ALWAYS, _withdraw_codes),
)
