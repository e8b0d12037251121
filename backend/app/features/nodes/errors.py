"""What the nodes refuse."""

from app.core.errors import ConflictError, InvalidError, UnavailableError


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


class NoEngineError(NoLocalNodeError):
    """The engine an operator named does not answer."""

    message = "No Docker Engine answers at the address that was given."


class NodeNameTakenError(ConflictError):
    """Another node has this name."""

    code = "node_name_taken"
    message = "Another node has this name."


class NodeInUseError(ConflictError):
    """Services have their place on the node."""

    code = "node_in_use"
    message = "Services still run on this node."


class NodeTooSmallError(ConflictError):
    """Less than what services have reserved."""

    code = "node_too_small"
    message = "The services on this node have reserved more than that."


class NodeSettingsInvalidError(InvalidError):
    """The driver refuses its settings; `params` name the field and say why."""

    code = "node_settings_invalid"
    message = "The driver does not accept these settings."
