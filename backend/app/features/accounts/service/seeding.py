"""The account of the demo customer: never in production."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import get_settings
from app.features.accounts.dao.members import AccountMemberDAO
from app.features.accounts.service.membership import create_account
from app.features.users import service as users

_DEMO_ACCOUNT = "Студия «Маяк»"


async def seed(session: AsyncSession) -> None:
    """Give the demo customer an account; safe to repeat, nothing in production."""
    if get_settings().production:
        return
    customer = await users.find_by_email(session, users.CUSTOMER_EMAIL)
    if customer is None or await AccountMemberDAO(session).first_account(customer):
        return
    await create_account(session, _DEMO_ACCOUNT, customer)
