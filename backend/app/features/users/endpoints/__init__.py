"""Signing in over HTTP."""

from app.features.users.endpoints.auth import router

__all__ = ["router"]
