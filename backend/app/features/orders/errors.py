"""What orders refuse."""

from app.core.errors import ConflictError


class OrderNotCancellableError(ConflictError):
    """The order is paid or over: it cannot be cancelled any more."""

    code = "order_not_cancellable"
    message = "Only an order that is not paid yet can be cancelled."


class OrderNotRefundableError(ConflictError):
    """Nothing is paid, the service runs, or its making has not failed."""

    code = "order_not_refundable"
    message = "This order cannot be refunded."


class ServicesLiveError(ConflictError):
    """An account of the person runs a service, or is about to."""

    code = "services_live"
    message = "Delete the services of your account first."
