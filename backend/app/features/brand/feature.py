"""What the brand brings along."""

from app.manifest import Feature

feature = Feature(routers=("router", "admin"))
"""Its settings are a group of `settings`, which owns tag, audit and event."""
