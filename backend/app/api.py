"""The one list of the features' routers."""

from fastapi import APIRouter

from app.features.accounts import endpoints as accounts
from app.features.catalog import endpoints as catalog
from app.features.users import endpoints as users
from app.web import sse

api = APIRouter(prefix="/api/v1")
api.include_router(sse.router)
api.include_router(users.router)
api.include_router(accounts.registration)
api.include_router(accounts.router)
api.include_router(accounts.admin)
api.include_router(catalog.router)
