"""What the privacy feature refuses."""

from app.core.errors import ConflictError, InvalidError
from app.dao.errors import map_constraint


class ExportPendingError(ConflictError):
    """An export is being made already."""

    code = "export_pending"
    message = "Your data is being collected already. The link comes by e-mail."


class EmailMismatchError(InvalidError):
    """What was typed to confirm is not the person's address."""

    code = "email_mismatch"
    message = "This is not the e-mail address of your account."


class ServicesLiveError(ConflictError):
    """An account of the person runs a service, or is about to."""

    code = "services_live"
    message = "Delete the services of your account first."


class BalanceLeftError(ConflictError):
    """There is money on an account of the person."""

    code = "balance_left"
    message = "There is money left on your balance. Spend it, or have it paid back, first."


class PaymentsOpenError(ConflictError):
    """A payment may still arrive: its money would be nobody's."""

    code = "payments_open"
    message = "A payment has not ended yet. Wait until it has."


class InvoicesOpenError(ConflictError):
    """An invoice of the person's account is not paid."""

    code = "invoices_open"
    message = "Pay the open invoices of your account, or cancel their orders, first."


class MembersLeftError(ConflictError):
    """Other people work in an account that the person owns."""

    code = "members_left"
    message = "Hand your account over, or remove its other members, first."


class StaffCannotEraseError(ConflictError):
    """Who works here is taken off the staff first."""

    code = "staff_cannot_erase"
    message = "Somebody else has to take your staff roles away first."


map_constraint("uq_data_export_pending", ExportPendingError)
