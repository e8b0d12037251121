"""What nodes ask of the drivers, which live above them."""

from collections.abc import Awaitable, Mapping

from app.features.nodes.schemas import DriverRead, NodeAddress, NodeFindings, NodeSettings
from app.manifest import Port

list_drivers: Port[[], list[DriverRead]] = Port("nodes.list_drivers")
"""The drivers registered here, with the JSON Schema of their settings."""

check_settings: Port[[str, Mapping[str, str]], NodeSettings] = Port("nodes.check_settings")
"""What a driver makes of its settings; raises NodeSettingsInvalidError."""

examine: Port[[NodeAddress], Awaitable[NodeFindings]] = Port("nodes.examine")
"""Look at a node over its driver, saved or not; bounded in time, raises nothing of the driver's."""
