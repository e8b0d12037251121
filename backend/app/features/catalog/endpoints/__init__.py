"""The catalogue over HTTP: open to everybody, and its editor for staff."""

from app.features.catalog.endpoints import images, plans, preview, products, public
from app.web.router import Router

router = public.router
admin = Router()
for part in (products, plans, images, preview):
    admin.routes.extend(part.admin.routes)

__all__ = ["admin", "router"]
