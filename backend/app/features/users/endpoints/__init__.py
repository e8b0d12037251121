"""Signing in, and what people do about themselves, over HTTP."""

from fastapi import APIRouter

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

people = APIRouter()
people.include_router(user_sessions.admin)
for part in (recovery, contacts, devices, avatars, factors, step_up):
    people.include_router(part.router)
router.include_router(signing.router)

__all__ = ["admin", "people", "router"]
