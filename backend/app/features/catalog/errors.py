"""What the catalogue refuses."""

from app.core.errors import ConflictError, NotFoundError


class OfferNotFoundError(NotFoundError):
    """The plan, price or image is not on sale."""

    code = "offer_not_found"
    message = "This plan or image is not on sale."


class OfferMismatchError(ConflictError):
    """The price belongs to another plan, or the image cannot run on this kind of service."""

    code = "offer_mismatch"
    message = "This price or image does not go with the chosen plan."
