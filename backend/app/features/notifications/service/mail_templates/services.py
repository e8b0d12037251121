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
            words("Сервис запущен", "Service is running"),
            (
                *_SERVICE_VARIABLES,
                Variable(
                    name="address",
                    kind=VariableKind.ADDRESS,
                    about=words("Адрес сервиса", "The address of the service"),
                    sample="https://shop.example.com",
                ),
            ),
            True,
        ),
        (
            "service_failed",
            words("Сервис не удалось запустить", "Service could not be set up"),
            (*_SERVICE_VARIABLES, failure("code")),
            True,
        ),
        (
            "service_suspended",
            words("Сервис приостановлен", "Service suspended"),
            _SERVICE_VARIABLES,
            True,
        ),
        (
            "service_resumed",
            words("Сервис возобновлён", "Service resumed"),
            _SERVICE_VARIABLES,
            True,
        ),
        (
            "service_ended",
            words("Сервис удалён", "Service deleted"),
            (
                HOST,
                text(
                    "cause",
                    words(
                        "Код причины: terminated (не оплачен) или deleted (по просьбе)",
                        "The code of the cause: terminated (unpaid) or deleted (as asked)",
                    ),
                    "terminated",
                ),
                PANEL_PAGE,
            ),
            True,
        ),
        ("operation_failed", words("Операция не удалась", "Operation failed"), (HOST,), False),
        ("check_down", words("Сервис не отвечает", "Service does not answer"), (HOST,), False),
        ("check_up", words("Сервис снова отвечает", "Service answers again"), (HOST,), False),
    )
)
