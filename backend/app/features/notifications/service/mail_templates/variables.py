"""What several e-mails may say, and samples of it."""

from typing import Any

from app.manifest import Variable, VariableKind, Words, words

AT = "2026-12-05T11:30:00+00:00"
LATER = "2026-12-12T11:30:00+00:00"
ID = "01a20388-4e7c-772f-be9d-50fb6d8d26f3"
TOKEN = "sample-link"  # noqa: S105  for previews, it opens nothing
GROSS: dict[str, Any] = {"amount": 149_000, "currency": "RUB"}
NET: dict[str, Any] = {"amount": 124_167, "currency": "RUB"}
TAX: dict[str, Any] = {"amount": 24_833, "currency": "RUB"}
LINE = {
    "description": {"code": "line.renewal", "params": {"plan": "S1"}},
    "quantity": 1,
    "amount": NET,
    "period_start": AT,
    "period_end": LATER,
}


def text(name: str, about: Words, sample: str, **more: Any) -> Variable:  # noqa: ANN401  the fields of a variable
    """Return a variable that people typed, or that is told as it is."""
    return Variable(name=name, about=about, sample=sample, **more)


def moment(name: str, about: Words, **more: Any) -> Variable:  # noqa: ANN401  the same
    """Return a variable for a moment."""
    return Variable(name=name, kind=VariableKind.MOMENT, about=about, sample=AT, **more)


def page(name: str, path: str, about: Words, **more: Any) -> Variable:  # noqa: ANN401  the same
    """Return a variable for a page of the panel; its ids are samples."""
    more.setdefault("sample", {})
    return Variable(name=name, kind=VariableKind.PAGE, source=path, about=about, **more)


def money(name: str, about: Words, sample: dict[str, Any], **more: Any) -> Variable:  # noqa: ANN401  the same
    """Return a variable for an amount."""
    return Variable(name=name, kind=VariableKind.MONEY, about=about, sample=sample, **more)


def token_page(name: str, path: str, about: Words, *, localized: bool = True) -> Variable:
    """Return the page that the one-time link of an e-mail opens."""
    return page(
        name,
        f"{path}{{link_token}}",
        about,
        sample={"link_token": TOKEN},
        localized=localized,
        required=True,
        secret=True,
    )


CODE = text(
    "code",
    words("Одноразовый код", "The one-time code"),
    "123456",
    source="verification_code",
    required=True,
    secret=True,
)
CONFIRM = words("Ссылка, которая подтверждает адрес", "The link that confirms the address")
WHEN = moment("at", words("Когда это случилось", "When it happened"))
VALID = moment("valid_until", words("До какого времени работает ссылка", "When the link expires"))
WANTED = text(
    "wanted",
    words("Новый адрес, частью скрытый", "The new address, partly hidden"),
    "a•••@example.com",
)
ACCOUNT = text("account_name", words("Название аккаунта", "The name of the account"), "Lighthouse")
HOST = text("hostname", words("Имя услуги", "The name of the service"), "shop")
OPTIONAL_HOST = text("hostname", HOST.about, "shop", optional=True)
INVOICE = words("Страница счёта", "The page of the invoice")
INVOICE_PAGE = page(
    "invoice_url", "/panel/invoices/{invoice_id}", INVOICE, sample={"invoice_id": ID}
)
OPTIONAL_INVOICE_PAGE = page(
    "invoice_url",
    "/panel/invoices/{invoice_id}",
    INVOICE,
    sample={"invoice_id": ID},
    optional=True,
)
SERVICE_PAGE = page(
    "service_url",
    "/panel/services/{service_id}",
    words("Страница услуги", "The page of the service"),
    sample={"service_id": ID},
)
ORDER_PAGE = page(
    "order_url",
    "/panel/order/{order_id}",
    words("Страница заказа", "The page of the order"),
    sample={"order_id": ID},
)
BALANCE_PAGE = page("balance_url", "/panel/balance", words("Страница баланса", "The balance page"))
PANEL_PAGE = page("panel_url", "/panel", words("Панель", "The panel"))
SECURITY_PAGE = page(
    "security_url",
    "/panel/profile/security",
    words("Страница безопасности", "The security page"),
)
PASSWORD_PAGE = page(
    "password_url",
    "/forgot-password",
    words("Где меняют забытый пароль", "Where a forgotten password is replaced"),
    localized=True,
)
SUSPEND = moment(
    "suspend_at", words("Когда услуга остановится", "When the service stops"), optional=True
)
TERMINATE = moment(
    "terminate_at", words("Когда услугу удалят", "When the service is deleted"), optional=True
)
NUMBER = text("number", words("Номер счёта", "The number of the invoice"), "2026-000042")


def failure(source: str) -> Variable:
    """Return why something failed, by the code that a param has."""
    return Variable(
        name="reason",
        kind=VariableKind.FAILURE,
        source=source,
        about=words("Причина словами, если известна", "The reason in words, where it is known"),
        sample="declined" if source == "failure" else "no_capacity",
        optional=True,
    )
