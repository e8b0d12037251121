"""The links by which a person's data can be fetched, and how they end."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.features.privacy.service.exporting import end_exports
from app.manifest import AccessEnd, AccessLoss, Credential

_ENDS_WITH = frozenset({AccessEnd.PASSWORD_CHANGED, AccessEnd.USER_DISABLED, AccessEnd.USER_ERASED})


async def _end_links(session: AsyncSession, loss: AccessLoss) -> None:
    await end_exports(session, loss.user_id)


CREDENTIALS = (Credential("export_links", _ENDS_WITH, _end_links),)
