"""What a data export says of a person's accounts, memberships and tokens."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, any_, select
from sqlmodel import col

from app.dao.export import OWNED_ACCOUNTS, PERSON
from app.features.accounts.models import Account, AccountMember, ApiToken, TokenKind

EXPORT: Mapping[str, Select[Any]] = {
    "api_tokens": select(
        col(ApiToken.id),
        col(ApiToken.account_id),
        col(ApiToken.name),
        col(ApiToken.permissions),
        col(ApiToken.services),
        col(ApiToken.networks),
        col(ApiToken.created_at),
        col(ApiToken.expires_at),
        col(ApiToken.last_used_at),
        col(ApiToken.last_used_ip),
        col(ApiToken.revoked_at),
    ).where(col(ApiToken.user_id) == PERSON, col(ApiToken.kind) == TokenKind.PERSONAL),
    "memberships": select(
        col(AccountMember.id),
        col(AccountMember.account_id),
        col(Account.name).label("account_name"),
        col(AccountMember.role),
        col(AccountMember.services),
        col(AccountMember.expires_at),
        col(AccountMember.created_at),
    )
    .join(Account, col(Account.id) == col(AccountMember.account_id))
    .where(col(AccountMember.user_id) == PERSON),
    "accounts": select(
        col(Account.id),
        col(Account.name),
        col(Account.legal_name),
        col(Account.tax_id),
        col(Account.registration_number),
        col(Account.country),
        col(Account.region),
        col(Account.city),
        col(Account.postal_code),
        col(Account.line1),
        col(Account.line2),
        col(Account.currency),
        col(Account.locale),
        col(Account.time_zone),
        col(Account.created_at),
    ).where(col(Account.id) == any_(OWNED_ACCOUNTS)),
}
"""Sections of a person's data export by file name; amounts are in minor units."""
