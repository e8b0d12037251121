"""Accounts over HTTP: becoming a customer, the account and its people, tokens, staff's view."""

from fastapi import APIRouter

from app.features.accounts.endpoints import account, invitations, members, people, tokens
from app.features.accounts.endpoints.customers import admin
from app.features.accounts.endpoints.people import registration

router = APIRouter()
for part in (people, account, members, invitations, tokens):
    router.include_router(part.router)

__all__ = ["admin", "registration", "router"]
