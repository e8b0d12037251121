"""The one list of the features' routers."""

from fastapi import APIRouter

from app.features.catalog import endpoints as catalog
from app.web import sse

api = APIRouter(prefix="/api/v1")
api.include_router(sse.router)
api.include_router(catalog.router)
