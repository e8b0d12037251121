"""What an export is made of: one select a section, every column named.

No hash, digest or secret is among them, and nothing of other people: what staff did as the person
is left out, and so are the invited, the fellow members, and the changes an audit row tells of.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Select, Uuid, bindparam, or_, select, type_coerce
from sqlmodel import col

from app.dao.base import BaseDAO
from app.dao.read import json_list
from app.events.models import AuditRecord
from app.features.accounts.models import Account, AccountMember, ApiToken, MemberRole, TokenKind
from app.features.billing.models import (
    Invoice,
    InvoiceLine,
    LedgerAccount,
    LedgerEntry,
    LedgerKind,
    LedgerPosting,
    Payment,
    Subscription,
)
from app.features.deployments.models import Service
from app.features.orders.models import Order
from app.features.users.models import AuthSession, Passkey, SeenAddress, SignIn, Totp, User

_PERSON = bindparam("user_id", type_=Uuid())
_OWNED = select(col(AccountMember.account_id)).where(
    col(AccountMember.user_id) == _PERSON, col(AccountMember.role) == MemberRole.OWNER
)
_TOKENS = select(col(ApiToken.id)).where(
    col(ApiToken.user_id) == _PERSON, col(ApiToken.kind) == TokenKind.PERSONAL
)
_LINES = (
    select(
        col(InvoiceLine.position),
        col(InvoiceLine.description),
        col(InvoiceLine.quantity),
        col(InvoiceLine.unit_amount),
        col(InvoiceLine.amount),
        col(InvoiceLine.tax),
        col(InvoiceLine.tax_basis_points),
        col(InvoiceLine.period_start),
        col(InvoiceLine.period_end),
    )
    .where(col(InvoiceLine.invoice_id) == col(Invoice.id))
    .order_by(col(InvoiceLine.position))
    .correlate(Invoice)
)

_PEOPLE: dict[str, Select[Any]] = {
    "profile": select(
        col(User.id),
        col(User.email),
        col(User.is_verified).label("email_verified"),
        col(User.name),
        col(User.phone),
        col(User.phone_verified_at),
        col(User.avatar).is_not(None).label("has_picture"),
        col(User.locale),
        col(User.theme),
        col(User.time_zone),
        col(User.password_changed_at),
        col(Totp.confirmed_at).label("authenticator_app_since"),
        col(User.created_at),
    )
    .outerjoin(Totp, col(Totp.user_id) == col(User.id))
    .where(col(User.id) == _PERSON),
    "sessions": select(
        col(AuthSession.id),
        col(AuthSession.ip),
        col(AuthSession.agent),
        col(AuthSession.created_at),
        col(AuthSession.last_used_at),
        col(AuthSession.expires_at),
        col(AuthSession.revoked_at),
        col(AuthSession.revoked_reason),
        col(AuthSession.second_factor),
    ).where(col(AuthSession.user_id) == _PERSON, col(AuthSession.impersonator_id).is_(None)),
    "sign_ins": select(
        col(SignIn.id),
        col(SignIn.at),
        col(SignIn.ip),
        col(SignIn.place),
        col(SignIn.agent),
        col(SignIn.method),
        col(SignIn.outcome),
    ).where(col(SignIn.user_id) == _PERSON),
    "addresses": select(
        col(SeenAddress.id),
        col(SeenAddress.ip),
        col(SeenAddress.place),
        col(SeenAddress.agent),
        col(SeenAddress.times),
        col(SeenAddress.first_seen_at),
        col(SeenAddress.last_seen_at),
    ).where(col(SeenAddress.user_id) == _PERSON),
    "passkeys": select(
        col(Passkey.id), col(Passkey.name), col(Passkey.created_at), col(Passkey.last_used_at)
    ).where(col(Passkey.user_id) == _PERSON),
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
    ).where(col(ApiToken.id).in_(_TOKENS)),
    "audit": select(
        col(AuditRecord.id),
        col(AuditRecord.act),
        col(AuditRecord.at),
        col(AuditRecord.ip),
        col(AuditRecord.account_id),
        col(AuditRecord.target_type),
        col(AuditRecord.target_id),
    ).where(
        or_(col(AuditRecord.actor_id) == _PERSON, col(AuditRecord.actor_id).in_(_TOKENS)),
        col(AuditRecord.behind_id).is_(None),
    ),
}

_ACCOUNTS: dict[str, Select[Any]] = {
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
    .where(col(AccountMember.user_id) == _PERSON),
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
    ).where(col(Account.id).in_(_OWNED)),
    "orders": select(
        col(Order.id),
        col(Order.account_id),
        col(Order.number),
        col(Order.status),
        col(Order.hostname),
        col(Order.plan_name),
        col(Order.image_name),
        col(Order.period),
        col(Order.total),
        col(Order.currency),
        col(Order.invoice_id),
        col(Order.subscription_id),
        col(Order.service_id),
        col(Order.created_at),
        col(Order.paid_at),
        col(Order.finished_at),
    ).where(col(Order.account_id).in_(_OWNED)),
    "services": select(
        col(Service.id),
        col(Service.account_id),
        col(Service.order_id),
        col(Service.subscription_id),
        col(Service.hostname),
        col(Service.kind),
        col(Service.status),
        col(Service.plan_name),
        col(Service.cpu_millis),
        col(Service.memory_mb),
        col(Service.disk_gb),
        col(Service.image_name),
        col(Service.amount),
        col(Service.currency),
        col(Service.period),
        col(Service.address),
        col(Service.paid_through),
        col(Service.created_at),
        col(Service.deleted_at),
    ).where(col(Service.account_id).in_(_OWNED)),
}

_MONEY: dict[str, Select[Any]] = {
    "subscriptions": select(
        col(Subscription.id),
        col(Subscription.account_id),
        col(Subscription.order_id),
        col(Subscription.service_id),
        col(Subscription.status),
        col(Subscription.period),
        col(Subscription.amount),
        col(Subscription.setup_fee),
        col(Subscription.currency),
        col(Subscription.details),
        col(Subscription.anchor),
        col(Subscription.billed_through),
        col(Subscription.paid_through),
        col(Subscription.created_at),
        col(Subscription.ended_at),
        col(Subscription.end_reason),
    ).where(col(Subscription.account_id).in_(_OWNED)),
    "invoices": select(
        col(Invoice.id),
        col(Invoice.account_id),
        col(Invoice.number),
        col(Invoice.status),
        col(Invoice.currency),
        col(Invoice.subtotal),
        col(Invoice.tax),
        col(Invoice.total),
        col(Invoice.paid),
        col(Invoice.credited),
        col(Invoice.order_id),
        col(Invoice.subscription_id),
        col(Invoice.created_at),
        col(Invoice.issued_at),
        col(Invoice.due_at),
        col(Invoice.paid_at),
        col(Invoice.voided_at),
        type_coerce(json_list(_LINES), JSON).label("lines"),
    ).where(col(Invoice.account_id).in_(_OWNED)),
    "payments": select(
        col(Payment.id),
        col(Payment.account_id),
        col(Payment.invoice_id),
        col(Payment.provider),
        col(Payment.status),
        col(Payment.amount),
        col(Payment.currency),
        col(Payment.failure),
        col(Payment.created_at),
        col(Payment.finished_at),
    ).where(col(Payment.account_id).in_(_OWNED)),
    "ledger": select(
        col(LedgerEntry.id),
        col(LedgerAccount.account_id),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerPosting.amount),
        col(LedgerPosting.currency),
        col(LedgerEntry.invoice_id),
        col(LedgerEntry.payment_id),
        col(LedgerEntry.created_at),
    )
    .join(LedgerPosting, col(LedgerPosting.entry_id) == col(LedgerEntry.id))
    .join(LedgerAccount, col(LedgerAccount.id) == col(LedgerPosting.ledger_account_id))
    .where(
        col(LedgerAccount.kind) == LedgerKind.CUSTOMER_BALANCE,
        col(LedgerAccount.account_id).in_(_OWNED),
    ),
}

SECTIONS = _PEOPLE | _ACCOUNTS | _MONEY
"""Each section by the name of its file; amounts are in minor units."""


class SectionDAO(BaseDAO[User]):
    """Reads what is known about one person."""

    model = User

    async def section(self, name: str, user_id: UUID) -> list[dict[str, Any]]:
        """Return the rows of a section, the oldest first."""
        statement = SECTIONS[name]
        ordered = statement.order_by(statement.selected_columns["id"])
        found = await self.session.execute(ordered, {"user_id": user_id})
        return [dict(row) for row in found.mappings()]
