"""Use cases of accounts: registered, read, acted for."""

from app.features.accounts.service.membership import (
    MEMBER_PERMISSIONS,
    account_snapshot,
    contacts,
    create_account,
    invariants,
)
from app.features.accounts.service.principals import load_principal, load_token_principal
from app.features.accounts.service.reading import page_customers, read_customer, read_me
from app.features.accounts.service.registration import register
from app.features.accounts.service.seeding import seed

__all__ = [
    "MEMBER_PERMISSIONS",
    "account_snapshot",
    "contacts",
    "create_account",
    "invariants",
    "load_principal",
    "load_token_principal",
    "page_customers",
    "read_customer",
    "read_me",
    "register",
    "seed",
]
