"""Balances: what is there, and corrections by staff."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.locale import LocalizedMessage
from app.core.money import MoneyRead
from app.events.audit import AuditEntry, Target, record
from app.events.billing import BalanceAdjusted
from app.events.outbox import publish
from app.features.accounts import service as accounts
from app.features.billing.audit import AuditAction
from app.features.billing.dao.ledger import Entry, LedgerDAO, Leg
from app.features.billing.errors import InsufficientBalanceError
from app.features.billing.models import EntryKind, LedgerKind
from app.features.billing.schemas import AdjustRequest, BalanceRead


async def adjust_balance(
    session: AsyncSession, account_id: UUID, request: AdjustRequest, *, reference: str = ""
) -> BalanceRead:
    """Correct a balance by an entry against the adjustments account; returns the new balance.

    With a `reference` it happens once. Raises InsufficientBalanceError below zero.
    """
    currency = (await accounts.account_snapshot(session, account_id)).currency
    ledger = LedgerDAO(session)
    held = (await ledger.lock_balances([account_id], currency))[account_id].amount
    after = held + request.amount
    if after < 0:
        raise InsufficientBalanceError(missing=-after, currency=currency)
    entry = Entry(
        kind=EntryKind.ADJUSTMENT,
        reason=LocalizedMessage(code="balance.adjusted", params={"reason": request.reason}),
        reference=f"adjustment:{reference or new_id()}",
        currency=currency,
        legs=(
            Leg(LedgerKind.CUSTOMER_BALANCE, request.amount, account_id),
            Leg(LedgerKind.ADJUSTMENTS, -request.amount),
        ),
        account_id=account_id,
    )
    if not await ledger.post([entry]):
        return BalanceRead(balance=MoneyRead(amount=held, currency=currency))
    event = BalanceAdjusted(
        account_id=account_id, amount=request.amount, currency=currency, reason=request.reason
    )
    await publish(session, event, account_id=account_id)
    changes = {"amount": request.amount, "currency": currency}
    target = Target("account", account_id)
    audited = AuditEntry(AuditAction.BALANCE_ADJUSTED, account_id, target, changes, request.reason)
    await record(session, audited)
    return BalanceRead(balance=MoneyRead(amount=after, currency=currency))
