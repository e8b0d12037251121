"""What overviews across features brings along."""

from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
)
