"""Nodes that are there already."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.core.ids import new_id
from app.features.catalog.schemas import ServiceKind
from app.features.nodes.schemas import NodeRegistration
from app.features.nodes.service.registration import register

STAFF = Principal(new_id(), new_id(), None, frozenset(), frozenset(Permission))
"""Somebody who may do everything with nodes."""


def registration(name: str = "node-1", **changes: object) -> NodeRegistration:
    """Describe a node with room for four small services."""
    values: dict[str, Any] = {
        "name": name,
        "region": "test",
        "kind": ServiceKind.CONTAINER,
        "driver": "scripted",
        "host": "127.0.0.1",
        "port_from": 21_000,
        "port_to": 21_009,
        "cpu_millis": 4_000,
        "memory_mb": 4_096,
        "disk_gb": 100,
    }
    return NodeRegistration(**(values | changes))


async def make_node(session: AsyncSession, name: str = "node-1", **changes: object) -> UUID:
    """Register a node that was just seen and return its id."""
    return await register(session, registration(name, **changes))
