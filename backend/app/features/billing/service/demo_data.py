"""Money of the demo customer: never in production."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.context import Actor, ActorKind, acting
from app.core.settings import get_settings
from app.features.billing.dao.accounts import first_owned_account
from app.features.billing.schemas import AdjustRequest
from app.features.billing.service.balances import adjust_balance
from app.features.users import service as users

_DEMO_BALANCE = 500_000


async def seed(session: AsyncSession) -> None:
    """Give the demo customer 5 000.00 to spend, once."""
    if get_settings().production:
        return
    customer = await users.find_by_email(session, users.CUSTOMER_EMAIL)
    account_id = customer and await first_owned_account(session, customer)
    if account_id:
        gift = AdjustRequest(amount=_DEMO_BALANCE, reason="Деньги для знакомства")
        with acting(Actor(ActorKind.SYSTEM), "seed"):
            await adjust_balance(session, account_id, gift, reference="seed:demo")
