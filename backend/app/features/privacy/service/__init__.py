"""Use cases of privacy: a copy of what is known, and being forgotten."""

from app.features.privacy.service.credentials import CREDENTIALS
from app.features.privacy.service.erasing import erase, farewell, scrub
from app.features.privacy.service.exporting import (
    expire,
    export_counts,
    issue_export,
    make_export,
    open_export,
    page_exports,
    request_export,
)
