"""What of background work leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Sentence


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    JOB_RETRIED = "job.retried"


WORDS = AuditWords(
    sentences={
        AuditAction.JOB_RETRIED: Sentence(
            "{actor} ran a {target|background job} again",
            "{actor}: повтор {target|фонового задания}",
        ),
    },
    details={"task": HIDDEN},
)
