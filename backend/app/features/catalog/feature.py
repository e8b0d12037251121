"""What what can be bought brings along."""

from app.features.catalog import service
from app.manifest import Feature

feature = Feature(
    routers=("router",),
    demo=service.seed,
)
