"""Use cases of letters and of the bell."""

from app.features.notifications.service.bell import (
    mark_all_read,
    mark_read,
    read_page,
    read_unread,
)
from app.features.notifications.service.bell import prune as prune_bell
from app.features.notifications.service.letters import give_up, send
from app.features.notifications.service.letters import prune as prune_mail
from app.features.notifications.service.news import (
    ring_check,
    ring_operation,
    tell_email_change,
    tell_email_changed,
    tell_erased,
    tell_export,
    tell_impersonated,
    tell_invited,
    tell_invoice,
    tell_low_balance,
    tell_payment,
    tell_person,
    tell_refund,
    tell_security,
    tell_service,
    tell_service_end,
)
