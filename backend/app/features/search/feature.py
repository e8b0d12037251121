"""What searching brings along."""

from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    tags={"search": "One search over everything the account has."},
)
