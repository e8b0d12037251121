"""Use cases of monitoring."""

from app.features.monitoring.service.checking import (
    ROUND,
    check_services,
    delete_old_history,
    pause,
)
from app.features.monitoring.service.reading import (
    read_admin_checks,
    read_any_metrics,
    read_checks,
    read_metrics,
)
from app.features.monitoring.service.sampling import (
    delete_old,
    roll_up,
    roll_up_further,
    take_samples,
)
