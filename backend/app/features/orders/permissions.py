"""Who may order, and who may give money back."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

OrderReader = Annotated[Principal, requires(Permission.ORDERS_READ)]
OrderManager = Annotated[Principal, requires(Permission.ORDERS_MANAGE)]
OrderStaffReader = Annotated[Principal, requires_staff(Permission.ORDERS_READ)]
OrderRefunder = Annotated[Principal, requires_staff(Permission.BILLING_REFUND, recent_auth=True)]
