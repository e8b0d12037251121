"""What the catalogue refuses."""

from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.dao.errors import map_constraint


class OfferNotFoundError(NotFoundError):
    """The plan, price or image is not on sale."""

    code = "offer_not_found"
    message = "This plan or image is not on sale."


class OfferMismatchError(ConflictError):
    """The price belongs to another plan, or the image cannot run on this kind of service."""

    code = "offer_mismatch"
    message = "This price or image does not go with the chosen plan."


class OutOfStockError(ConflictError):
    """The last one of a limited plan has just been ordered."""

    code = "out_of_stock"
    message = "This plan is sold out."


class SlugTakenError(ConflictError):
    """Another product, plan or image has this short name."""

    code = "slug_taken"
    message = "This short name is already taken."


class EditedMeanwhileError(ConflictError):
    """Somebody else changed it after it was read."""

    code = "edited_meanwhile"
    message = "Somebody changed this in the meantime. Look at it again, then save."


class CatalogStatusError(ConflictError):
    """Its status does not lead there: what is retired stays so, and is not edited."""

    code = "catalog_status"
    message = "Its status does not allow this."


class PlanWithoutPriceError(ConflictError):
    """A plan is published with a price that is valid now."""

    code = "plan_without_price"
    message = "Set a price before publishing the plan."


class ImageNotFoundError(NotFoundError):
    """No image has this short name."""

    code = "image_not_found"
    message = "There is no image with this name."


class CatalogFileError(InvalidError):
    """A file of the catalogue cannot be read; `faults` name lines and reasons."""

    code = "catalog_file"
    message = "The catalogue file cannot be read."


class ImageOfOtherKindError(InvalidError):
    """An image runs on one kind of service, and the plan is of another."""

    code = "image_of_other_kind"
    message = "This image does not run on this kind of service."


class PriceInPastError(InvalidError):
    """A price begins now or later: what was sold is not changed."""

    code = "price_in_past"
    message = "A price cannot start in the past."


class PriceVersionExistsError(ConflictError):
    """Another price of the plan begins at the same moment for the same period."""

    code = "price_version_exists"
    message = "Another price already starts at that moment."


class PriceNotWithdrawableError(ConflictError):
    """The price is a past one, or is withdrawn already."""

    code = "price_not_withdrawable"
    message = "Only a current or a scheduled price can be withdrawn."


for _table in ("product", "plan", "image"):
    map_constraint(f"uq_{_table}_slug", SlugTakenError)
map_constraint("uq_price_plan_version", PriceVersionExistsError)
map_constraint("ck_plan_stock_not_negative", OutOfStockError)
