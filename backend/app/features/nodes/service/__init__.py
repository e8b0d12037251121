"""Use cases of the nodes."""

from app.features.nodes.service.credentials import secrets_of
from app.features.nodes.service.editing import (
    create_node,
    drain,
    read_node,
    read_nodes,
    retire,
    undrain,
    update_node,
)
from app.features.nodes.service.placing import (
    name_of,
    nodes,
    placement,
    record_missed,
    record_seen,
    release,
    reserve,
    services_on,
)
from app.features.nodes.service.ports import check_settings, examine, list_drivers
from app.features.nodes.service.registration import detect_node, register_detected
from app.features.nodes.service.testing import (
    begin_test,
    begin_test_of,
    find_test,
    finish_test,
    read_test,
    run_test,
)
