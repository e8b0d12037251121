"""What legal documents refuse."""

from app.core.errors import ConflictError, InvalidError
from app.dao.errors import map_constraint


class LegalDraftExistsError(ConflictError):
    """A kind of document has one draft at most."""

    code = "legal_draft_exists"
    message = "There is already a draft of this document: continue with it."


class LegalDocumentPublishedError(ConflictError):
    """What is published stays as it is."""

    code = "legal_document_published"
    message = "A published version never changes: write a new one."


class LegalTextMissingError(InvalidError):
    """A language has no text; `locale` names it."""

    code = "legal_text_missing"
    message = "A document is published in every language: one of them has no text."


class LegalDateTakenError(InvalidError):
    """Versions take effect one after the other."""

    code = "legal_date_before_last"
    message = "A version takes effect now or later, and after the previous one."


class ConsentRequiredError(InvalidError):
    """Documents in force were not accepted; `kinds` names them."""

    code = "consent_required"
    message = "Accept the documents that are in force."


map_constraint("uq_legal_document_draft", LegalDraftExistsError)
