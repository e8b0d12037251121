"""The catalogue over HTTP: open to everybody, and its editor for staff."""

from fastapi import APIRouter

from app.features.catalog.endpoints import images, plans, products, public

router = public.router
admin = APIRouter()
for part in (products, plans, images):
    admin.routes.extend(part.admin.routes)

__all__ = ["admin", "router"]
