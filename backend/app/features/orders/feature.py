"""What orders brings along."""

from app.auth.permissions import Permission
from app.events.orders import OrderEvent
from app.features.orders.dao import EXPORT, INVARIANTS
from app.manifest import Feature

feature = Feature(
    routers=("router", "admin"),
    event_access={OrderEvent: Permission.ORDERS_READ},
    invariants=INVARIANTS,
    export=EXPORT,
)
