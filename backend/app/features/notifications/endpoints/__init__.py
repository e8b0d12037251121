"""Notifications and mail over HTTP."""

from app.features.notifications.endpoints.in_app import admin, router
from app.features.notifications.endpoints.mails import mails
from app.features.notifications.endpoints.templates import templates
