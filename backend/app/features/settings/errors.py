"""What settings refuse."""

from app.core.errors import ConflictError, InvalidError


class SetByEnvironmentError(ConflictError):
    """The environment says a value: it wins over what would be stored."""

    code = "set_by_environment"
    message = "An environment variable sets this value: it cannot be changed here."


class CurrencyInUseError(ConflictError):
    """Prices, invoices, payments or ledger accounts are in another currency."""

    code = "currency_in_use"
    message = "There are already prices, invoices or payments in another currency."


class CredentialsUnencryptedError(InvalidError):
    """A password would cross the network in clear."""

    code = "mail_credentials_without_tls"
    message = "A password is never sent unencrypted: choose STARTTLS or TLS."


class PaymentsIncompleteError(InvalidError):
    """Payments would be offered that nobody can take, or that anybody could say were made."""

    code = "payments_incomplete"
    message = "To take payments, set the provider's address, API key and webhook secret."
