"""Use cases of notifications: e-mails and what the panel shows."""

from app.features.notifications.service.brand import preview_brand
from app.features.notifications.service.emails import (
    Delivery,
    Sent,
    begin_delivery,
    finish_delivery,
    give_up,
    note_failure,
    send,
)
from app.features.notifications.service.emails import prune as prune_mail
from app.features.notifications.service.erasure import farewell
from app.features.notifications.service.in_app import (
    mark_all_read,
    mark_read,
    read_page,
    read_unread,
)
from app.features.notifications.service.in_app import prune as prune_in_app
from app.features.notifications.service.mails import (
    list_kinds,
    read_mail,
    read_mails,
    resend,
    retry,
    retry_all,
    retry_failed,
)
from app.features.notifications.service.notify import notify
from app.features.notifications.service.templates import (
    change_template,
    list_templates,
    preview_template,
    read_history,
    read_template,
    reset_template,
    test_template,
)
from app.features.notifications.service.testing import send_test_mail
