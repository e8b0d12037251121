"""What others say about roles."""

from app.features.roles.models import BuiltInRole

__all__ = ["BuiltInRole"]
