"""Use cases of privacy: a copy of what is known, and being forgotten."""

from app.dao.invariant import Invariant, invariants_of
from app.features.privacy.dao.exports import INVARIANTS
from app.features.privacy.service.erasing import erase, farewell, scrub
from app.features.privacy.service.exporting import (
    expire,
    export_counts,
    issue_export,
    make_export,
    page_exports,
    read_file,
    request_export,
)


def invariants() -> list[Invariant]:
    """Return what must always be true of exports."""
    return invariants_of(INVARIANTS)
