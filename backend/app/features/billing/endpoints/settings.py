"""Trying out the payment provider, for who sets it."""

from app.features.billing import service
from app.features.billing.permissions import ProviderTester
from app.features.billing.schemas import PaymentTestRead
from app.web.dependencies import Work
from app.web.router import Router

settings = Router(prefix="/admin/settings", tags=["settings"])


@settings.post(
    "/payments/actions/test",
    operation_id="admin_settings_payments_test",
    summary="Ask the payment provider whether it knows us",
)
async def ask_provider(work: Work, _tester: ProviderTester) -> PaymentTestRead:
    """Ask as it is set now, for a payment that never was, and tell what came of it."""
    return await service.ask_provider(work)
