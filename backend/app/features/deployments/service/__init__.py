"""Use cases of deployments."""

from app.features.deployments.service.actions import (
    change_state,
    rename,
    retry,
    retry_as_staff,
)
from app.features.deployments.service.convergence import (
    converge_diverged,
    converge_order,
    converge_subscription,
    create_for_order,
    record_failure,
)
from app.features.deployments.service.maintenance import (
    Fetch,
    check_nodes,
    fail_stranded,
    fetch_image,
    job_died,
    reconcile_nodes,
    targets,
)
from app.features.deployments.service.reads import (
    owns_services,
    read_admin_operation,
    read_admin_operations,
    read_admin_service,
    read_admin_services,
    read_operation,
    read_operations,
    read_service,
    read_services,
    read_summary,
    service_logs,
)
from app.features.deployments.service.usage import usage
