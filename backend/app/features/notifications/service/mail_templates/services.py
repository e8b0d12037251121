"""E-mails about services."""

from app.features.notifications.service.mail_templates.variables import (
    HOST,
    OPTIONAL_INVOICE_PAGE,
    ORDER_PAGE,
    PANEL_PAGE,
    SERVICE_PAGE,
    SUSPEND,
    TERMINATE,
    failure,
    moment,
    text,
)
from app.manifest import MailGroup, MailTemplate, Reason, Variable, VariableKind, words

_SERVICE_VARIABLES = (
    HOST,
    SUSPEND,
    TERMINATE,
    SERVICE_PAGE,
    ORDER_PAGE,
    OPTIONAL_INVOICE_PAGE,
)

WHY = text(
    "why",
    words("Причина, которую написал сотрудник", "The reason that staff gave"),
    "We were told of mass mailings from this address",
)

SERVICES = tuple(
    MailTemplate(
        name=name,
        title=title,
        group=MailGroup.SERVICES,
        reason=Reason.BILLING_CONTACT,
        variables=variables,
        mailed=mailed,
    )
    for name, title, variables, mailed in (
        (
            "service_active",
            words("Услуга запущена", "Service is running"),
            (
                *_SERVICE_VARIABLES,
                Variable(
                    name="address",
                    kind=VariableKind.ADDRESS,
                    about=words("Адрес услуги", "The address of the service"),
                    sample="https://shop.example.com",
                ),
            ),
            True,
        ),
        (
            "service_failed",
            words("Услугу не удалось запустить", "Service could not be set up"),
            (*_SERVICE_VARIABLES, failure("code")),
            True,
        ),
        (
            "service_suspended",
            words("Услуга приостановлена", "Service suspended"),
            _SERVICE_VARIABLES,
            True,
        ),
        (
            "service_resumed",
            words("Услуга возобновлена", "Service resumed"),
            _SERVICE_VARIABLES,
            True,
        ),
        (
            "service_held",
            words("Услуга приостановлена сотрудником", "Service suspended by staff"),
            (HOST, WHY, SERVICE_PAGE),
            True,
        ),
        (
            "service_released",
            words("Приостановка услуги снята", "Suspension by staff ended"),
            (
                HOST,
                text(
                    "unpaid",
                    words(
                        "Не пусто, если услуга ждёт оплаты",
                        "Not empty if the service is waiting for payment",
                    ),
                    "",
                    optional=True,
                ),
                SERVICE_PAGE,
                OPTIONAL_INVOICE_PAGE,
            ),
            True,
        ),
        (
            "service_cancelled",
            words("Услуга прекращена сотрудником", "Service cancelled by staff"),
            (
                HOST,
                WHY,
                moment(
                    "ends_at",
                    words(
                        "До какого времени она работает; пусто, если прекращена сразу",
                        "Until when it runs; empty if it ends at once",
                    ),
                    optional=True,
                ),
                SERVICE_PAGE,
            ),
            True,
        ),
        (
            "service_operated",
            words("Действие сотрудника с услугой", "Staff acted on the service"),
            (
                HOST,
                text(
                    "action",
                    words(
                        "Код действия: start, stop или restart",
                        "The code of the action: start, stop or restart",
                    ),
                    "restart",
                ),
                SERVICE_PAGE,
            ),
            True,
        ),
        (
            "service_ended",
            words("Услуга удалена", "Service deleted"),
            (
                HOST,
                text(
                    "cause",
                    words(
                        "Код причины: terminated (не оплачена), deleted (по просьбе)"
                        " или period_ended (прекращена сотрудником, период закончился)",
                        "The code of the reason: terminated (unpaid), deleted (as asked)"
                        " or period_ended (cancelled by staff, its period is over)",
                    ),
                    "terminated",
                ),
                PANEL_PAGE,
            ),
            True,
        ),
        ("operation_failed", words("Операция не удалась", "Operation failed"), (HOST,), False),
        ("check_down", words("Услуга не отвечает", "Service is not responding"), (HOST,), False),
        ("check_up", words("Услуга снова отвечает", "Service is responding again"), (HOST,), False),
    )
)
