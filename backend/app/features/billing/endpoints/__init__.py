"""Billing over HTTP: for customers, for staff, and for payment providers."""

from app.features.billing.endpoints.customer import router
from app.features.billing.endpoints.settings import settings
from app.features.billing.endpoints.staff import admin
from app.features.billing.endpoints.webhooks import webhooks

__all__ = ["admin", "router", "settings", "webhooks"]
