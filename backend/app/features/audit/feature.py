"""What the audit log brings along."""

from app.features.audit.dao import EXPORT
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    export=EXPORT,
)
