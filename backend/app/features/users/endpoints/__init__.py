"""Signing in, and what people do about themselves, over HTTP."""

from app.features.users.endpoints import (
    avatars,
    contacts,
    devices,
    factors,
    recovery,
    signing,
    step_up,
    user_sessions,
)
from app.features.users.endpoints.auth import router
from app.features.users.endpoints.factors import admin
from app.web.router import Router

people = Router()
people.routes.extend(user_sessions.admin.routes)
for part in (recovery, contacts, devices, avatars, factors, step_up):
    people.routes.extend(part.router.routes)
router.routes.extend(signing.router.routes)

__all__ = ["admin", "people", "router"]
