"""What deployments refuse."""

from app.core.errors import ConflictError


class ActionNotAllowedError(ConflictError):
    """The service's state does not allow this action."""

    code = "action_not_allowed"
    message = "This cannot be done in the service's current state."


class ServiceHeldError(ConflictError):
    """Staff suspended the service: only they run it again."""

    code = "service_held"
    message = "We have suspended this service, and only we can resume it."


class OperationRunningError(ConflictError):
    """Another operation on the service is still running."""

    code = "operation_running"
    message = "Another operation on this service is running. Wait until it ends."


class NotRetryableError(ConflictError):
    """The operation did not fail, or is not the service's last one."""

    code = "operation_not_retryable"
    message = "This operation cannot be run again."


class OrderNotPaidError(ConflictError):
    """The order behind the service is not paid, or the money went back."""

    code = "order_not_paid"
    message = "The order of this service is not paid."


class ImageBusyError(ConflictError):
    """The image is being pulled or removed, or an operation waits for it."""

    code = "image_busy"
    message = "The image is being pulled or removed, or a service waits for it."


class ImageInUseError(ConflictError):
    """Services on the node were made from the image."""

    code = "image_in_use"
    message = "Services on this node use the image."


class ImageNotPullingError(ConflictError):
    """There is no pull to cancel."""

    code = "image_not_pulling"
    message = "The image is not being pulled."
