"""What a person signed in with, in words, beside the header it was read from."""

from app.core import json
from app.features.users.providers.user_agent import parse_user_agent
from app.features.users.schemas.devices import DeviceRead


def device_of(header: str) -> DeviceRead:
    """Return the browser or program and the system that a header speaks of."""
    agent = parse_user_agent(header)
    return DeviceRead(browser=agent.browser, os=agent.os, kind=agent.kind)


def with_devices(page: bytes) -> bytes:
    """Add `device` to the rows of a page: read anew each time, so that old rows learn new names."""
    content = json.loads(page)
    for row in content["items"]:
        row["device"] = device_of(row["user_agent"]).model_dump()
    return json.dumps(content)
