"""What the administration of background jobs brings along."""

from sqlmodel import col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.celery.job import Job
from app.events.jobs import JobEvent
from app.features.jobs.audit import WORDS, AuditAction
from app.manifest import AuditTarget, Feature

feature = Feature(
    routers=("admin",),
    audit_actions=AuditAction,
    audit_words=WORDS,
    audit_targets={
        "job": AuditTarget(col(Job.id)),
    },
    event_access={JobEvent: Permission.JOBS_READ},
    staff_grants={
        BuiltInRole.OPERATOR: {Permission.JOBS_READ, Permission.JOBS_RETRY},
    },
)
