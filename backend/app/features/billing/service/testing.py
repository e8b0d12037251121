"""Asking the payment provider whether it knows us, as it is set now."""

from app.core.ids import new_id
from app.dao.session import UnitsOfWork
from app.features.billing.providers.base import GatewayError
from app.features.billing.providers.registry import gateway
from app.features.billing.schemas import PaymentTestRead
from app.features.settings import service as settings
from app.features.settings.schemas import PaymentSettings


async def ask_provider(work: UnitsOfWork) -> PaymentTestRead:
    """Ask it for a payment that never was: it has to know our key to say that there is none.

    Raises ProviderUnknownError where none is set up. No transaction is open while it is asked.
    """
    async with work.unit_of_work() as session:
        values = await settings.values(session, PaymentSettings)
        provider = await gateway(session, values.provider)
    error = ""
    try:
        await provider.find(new_id())
    except GatewayError as failed:
        error = failed.code
    async with work.unit_of_work() as session:
        await settings.note_test(session, PaymentSettings, worked=not error)
    return PaymentTestRead(url=values.url, answered=not error, error=error)
