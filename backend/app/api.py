"""The API's routers: every feature's, found by its manifest."""

from fastapi import APIRouter

from app.manifest import routers
from app.web import realtime, sse

api = APIRouter(prefix="/api/v1")
api.include_router(sse.router)
api.include_router(realtime.router)
for router in routers():
    api.include_router(router)
