"""Use cases of legal documents: written, published, read, accepted."""

from app.features.legal.service.consents import (
    accept,
    check_accepted,
    erase,
    note_accepted,
    purge_addresses,
    read_consents,
)
from app.features.legal.service.documents import (
    create_draft,
    delete_draft,
    publish_draft,
    read_document,
    read_page,
    update_draft,
)
from app.features.legal.service.public import read_index, read_version
