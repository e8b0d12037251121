"""The API as a process that can be killed: `python -m tests.faults.payment_api PORT`.

KILL_AT=after_answer kills it with the provider's answer in hand, before anything of it is written.
"""

import os
import sys

import uvicorn

from app.core.settings import get_settings
from app.features.billing.providers import registry
from app.features.billing.providers.base import PaymentOrder, RemotePayment
from app.features.billing.providers.sandbox import SandboxGateway
from app.main import create_app
from tests.faults.kill import enlist, kill_together


class DyingGateway(SandboxGateway):
    """A gateway whose process does not survive the payment it made."""

    async def create(self, order: PaymentOrder) -> RemotePayment:
        """Make the payment and die."""
        made = await super().create(order)
        kill_together()
        return made


def main() -> None:
    """Serve until killed."""
    enlist()
    settings = get_settings()
    if os.environ.get("KILL_AT") == "after_answer":
        secrets = (settings.sandbox_payments_secret, settings.sandbox_payments_webhook_secret)
        registry.install(
            DyingGateway(
                settings.sandbox_payments_url, *(secret.get_secret_value() for secret in secrets)
            )
        )
    uvicorn.run(create_app(settings), port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
