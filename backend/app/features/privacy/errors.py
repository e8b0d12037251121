"""What the privacy feature refuses."""

from app.core.errors import ConflictError, InvalidError
from app.dao.errors import map_constraint


class ExportPendingError(ConflictError):
    """An export is being made already."""

    code = "export_pending"
    message = "Your data is already being collected. The link comes by email."


class EmailMismatchError(InvalidError):
    """What was typed to confirm is not the person's address."""

    code = "email_mismatch"
    message = "This is not the email address of your account."


map_constraint("uq_data_export_pending", ExportPendingError)
