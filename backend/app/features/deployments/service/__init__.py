"""Use cases of deployments."""

from app.features.deployments.service.actions import (
    change_state,
    change_state_as_staff,
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
from app.features.deployments.service.drivers import check_settings, examine, list_drivers
from app.features.deployments.service.images import (
    cancel_pull,
    check_images,
    pull_image,
    pull_image_again,
    read_image_nodes,
    read_node_images,
    remove_image,
)
from app.features.deployments.service.logs import LOG_SECONDS, LOGS, find_logs
from app.features.deployments.service.maintenance import (
    check_nodes,
    fail_stranded,
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
    staff_logs,
)
from app.features.deployments.service.staff import (
    cancel_by_staff,
    resume_by_staff,
    suspend_by_staff,
)
from app.features.deployments.service.usage import usage
