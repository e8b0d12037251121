"""What health brings along: two reads that anybody may ask for."""

from app.manifest import Feature

feature = Feature(
    routers=("router",),
    tags={"health": "Whether this process answers and can serve, for supervisors and monitoring."},
)
