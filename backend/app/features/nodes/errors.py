"""What the nodes refuse."""

from app.core.errors import ConflictError, UnavailableError


class NoCapacityError(UnavailableError):
    """No ready node has room for this size; it may have later."""

    code = "no_capacity"
    message = "There is no free capacity right now."


class NodeStateError(ConflictError):
    """The node is not in a state from which this is possible."""

    code = "node_state"
    message = "The node's state does not allow this."


class NoLocalNodeError(UnavailableError):
    """Nothing on this machine may host customers' services."""

    code = "no_local_node"
    message = "No Docker Engine answers, and no other driver may serve customers here."
