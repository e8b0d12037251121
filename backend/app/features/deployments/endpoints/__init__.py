"""Services and operations over HTTP."""

from app.features.deployments.endpoints.admin import admin
from app.features.deployments.endpoints.images import node_images
from app.features.deployments.endpoints.operations import router as operations
from app.features.deployments.endpoints.services import router as services

__all__ = ["admin", "node_images", "operations", "services"]
