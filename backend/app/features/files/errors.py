"""What can be wrong with a file."""

from app.core.errors import AppError, ConflictError, InvalidError


class FileTooLargeError(AppError):
    """The file is longer than its purpose allows; `max_bytes` says how long it may be."""

    code = "file_too_large"
    status = 413
    message = "The file is larger than we accept."


class FileTypeRefusedError(InvalidError):
    """The content is of no kind that its purpose allows, whatever the name says."""

    code = "file_type_refused"
    message = "This kind of file is not accepted here."


class FileQuotaExceededError(ConflictError):
    """The owner keeps as much of this as may be kept."""

    code = "file_quota_exceeded"
    message = "There is no room left for more of your files. Remove some first."


class ImageInvalidError(InvalidError):
    """The upload is no picture of a kind we take, or too large a one."""

    code = "image_invalid"
    message = "Choose a PNG, JPEG or WebP picture of at most 1 MB and 40 megapixels."
