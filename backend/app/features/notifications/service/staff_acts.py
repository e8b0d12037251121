"""What customers are told of what staff did to their services."""

from typing import Any

from app.events.deployments import (
    ServiceCancelled,
    ServiceEvent,
    ServiceHeld,
    ServiceOperated,
    ServiceReleased,
)
from app.manifest import Tone

STAFF_ACTS: tuple[tuple[str, type[ServiceEvent], Tone], ...] = (
    ("service_held", ServiceHeld, Tone.CRITICAL),
    ("service_released", ServiceReleased, Tone.POSITIVE),
    ("service_cancelled", ServiceCancelled, Tone.CRITICAL),
    ("service_operated", ServiceOperated, Tone.NEUTRAL),
)
"""Each rule with its event and its tone; all are shown and mailed."""


def of_staff(event: ServiceEvent) -> dict[str, Any]:
    """Return what an act of staff says of itself; nothing for any other event."""
    if isinstance(event, ServiceHeld):
        return {"why": event.reason}
    if isinstance(event, ServiceCancelled):
        ends_at = event.ends_at.isoformat() if event.ends_at else ""
        return {"why": event.reason, "ends_at": ends_at}
    if isinstance(event, ServiceReleased):
        return {"unpaid": "yes" if event.unpaid else ""}
    return {"action": event.action} if isinstance(event, ServiceOperated) else {}
