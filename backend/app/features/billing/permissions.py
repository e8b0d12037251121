"""Who may see and move money."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

BillingReader = Annotated[Principal, requires(Permission.BILLING_READ)]
BillingManager = Annotated[Principal, requires(Permission.BILLING_MANAGE)]
LedgerReader = Annotated[Principal, requires_staff(Permission.BILLING_READ)]
ProviderTester = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE)]
InvoiceRefunder = Annotated[Principal, requires_staff(Permission.BILLING_REFUND, recent_auth=True)]
BalanceAdjuster = Annotated[Principal, requires_staff(Permission.BILLING_ADJUST, recent_auth=True)]
