"""Registering nodes from the command line: what is found, and what an operator says."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import get_settings
from app.features.nodes.dao import NodeDAO
from app.features.nodes.providers import local
from app.features.nodes.schemas import NodeOptions, NodeRegistration, RegisteredNode
from app.features.nodes.service.placing import record_seen

_SAID_BY_ITSELF = frozenset({"driver", "endpoint", "engine_version"})


async def register(session: AsyncSession, node: NodeRegistration) -> UUID:
    """Write a node that was just seen alive (known again by its name) and return its id."""
    node_id = await NodeDAO(session).upsert(node)
    await record_seen(session, node_id)
    return node_id


async def register_detected(
    session: AsyncSession, node: NodeRegistration, options: NodeOptions
) -> RegisteredNode:
    """Register what `detect_node` found.

    Of a node that is known by its name only what an operator said, and what its engine says of
    itself, is changed: the rest may have been edited since. Raises NodeStateError if it is retired.
    """
    known = await NodeDAO(session).registration(node.name)
    if known is None:
        return RegisteredNode(node_id=await register(session, node), created=True)
    said = options.model_dump(exclude_none=True).keys() | _SAID_BY_ITSELF
    merged = known.model_copy(update={name: getattr(node, name) for name in said})
    changed = [name for name in sorted(said) if getattr(merged, name) != getattr(known, name)]
    node_id = await register(session, NodeRegistration(**merged.model_dump()))
    return RegisteredNode(node_id=node_id, created=False, changed=changed)


async def detect_node(options: NodeOptions) -> NodeRegistration:
    """Return a node as it is found: by Docker where an engine answers, else by a plug-in.

    What `options` leave out is asked of the engine and of this machine. Raises NoLocalNodeError in
    production without Docker and where no plug-in is set, NoEngineError where `options` name an
    engine that does not answer, ValueError for values no node can have.
    """
    return await local.detect(get_settings(), options)
