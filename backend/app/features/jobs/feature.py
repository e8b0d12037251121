"""What the administration of background jobs brings along."""

from app.auth.permissions import Permission
from app.events.jobs import JobEvent
from app.manifest import Feature

feature = Feature(
    routers=("admin",),
    event_access={JobEvent: Permission.JOBS_READ},
)
