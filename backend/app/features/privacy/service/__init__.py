"""Use cases of privacy: a copy of what is known, and being forgotten."""

from app.features.privacy.service.credentials import CREDENTIALS
from app.features.privacy.service.erasing import erase, farewell, scrub
from app.features.privacy.service.exporting import (
    collect_export,
    expire,
    export_counts,
    finish_export,
    issue_export,
    open_export,
    page_exports,
    request_export,
    write_export,
)
