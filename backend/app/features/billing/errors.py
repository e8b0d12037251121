"""What billing refuses."""

from app.core.errors import ConflictError, InvalidError, NotFoundError, UnavailableError
from app.dao.errors import map_constraint


class InvoiceNotPayableError(ConflictError):
    """The invoice is paid already, or void."""

    code = "invoice_not_payable"
    message = "This invoice is not open for payment."


class InvoiceNotRefundableError(ConflictError):
    """Nothing was paid on the invoice."""

    code = "invoice_not_refundable"
    message = "This invoice has no payment to give back."


class InsufficientBalanceError(ConflictError):
    """The balance does not cover it; `missing` says by how much, in minor units."""

    code = "insufficient_balance"
    message = "The balance does not cover this."


class DocumentFixedError(ConflictError):
    """An issued document cannot be changed."""

    code = "document_fixed"
    message = "An issued document cannot be changed."


class LedgerFixedError(ConflictError):
    """What is posted stays; a mistake is corrected by another entry."""

    code = "ledger_fixed"
    message = "The ledger is append-only."


class LedgerUnbalancedError(ConflictError):
    """The legs of an entry do not sum to zero."""

    code = "ledger_unbalanced"
    message = "This entry does not balance."


class CurrencyDiffersError(InvalidError):
    """The amount is in another currency than the account."""

    code = "currency_differs"
    message = "The account is kept in another currency."


class ProviderUnknownError(NotFoundError):
    """There is no such payment provider here."""

    code = "payment_provider_unknown"
    message = "This payment method is not available."


class ProviderUnavailableError(UnavailableError):
    """The payment provider cannot be reached or does not make sense."""

    code = "payment_provider_unavailable"
    message = "The payment provider is not responding. Nothing was charged. Try again in a minute."


class WebhookSignatureError(InvalidError):
    """The message is not signed by the provider, or too old."""

    status = 400
    code = "webhook_signature_invalid"
    message = "The signature is missing, wrong or too old."


class WebhookMalformedError(InvalidError):
    """The message is signed, but says nothing we understand."""

    status = 400
    code = "webhook_malformed"
    message = "The message cannot be read."


class PaymentMismatchError(ConflictError):
    """The provider's record of a payment differs from ours: a person has to look."""

    code = "payment_mismatch"
    message = "The provider's record of this payment differs from ours."


class PeriodTakenError(ConflictError):
    """The subscription has a charge for this period (unique constraint)."""

    code = "period_billed_already"
    message = "This period has already been billed."


class SubscriptionUnpaidError(ConflictError):
    """The first period is not paid, so it cannot begin."""

    code = "subscription_unpaid"
    message = "This subscription is not paid yet."


class BalanceLeftError(ConflictError):
    """There is money on an account of the person."""

    code = "balance_left"
    message = "There is money left on your balance. Spend it first, or ask for it back."


class PaymentsOpenError(ConflictError):
    """A payment may still arrive: its money would be nobody's."""

    code = "payments_open"
    message = "A payment is still under way. Wait until it has ended."


class InvoicesOpenError(ConflictError):
    """An invoice of the person's account is not paid."""

    code = "invoices_open"
    message = "Pay the open invoices of your account first, or cancel their orders."


map_constraint("balance_not_negative", InsufficientBalanceError)
map_constraint("ledger_append_only", LedgerFixedError)
map_constraint("ledger_entry_balanced", LedgerUnbalancedError)
map_constraint("document_fixed", DocumentFixedError)
map_constraint("uq_charge_period_start", PeriodTakenError)
map_constraint("ex_charge_overlap", PeriodTakenError)
