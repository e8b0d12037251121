"""Accounts over HTTP: becoming a customer, the account and its people, tokens, staff's view."""

from app.features.accounts.endpoints import (
    account,
    impersonation,
    invitations,
    members,
    people,
    staff,
    tokens,
)
from app.features.accounts.endpoints.people import registration
from app.web.router import Router

router = Router()
for part in (people, account, members, invitations, tokens):
    router.routes.extend(part.router.routes)

admin = Router()
for part in (staff, impersonation):
    admin.routes.extend(part.admin.routes)

__all__ = ["admin", "registration", "router"]
