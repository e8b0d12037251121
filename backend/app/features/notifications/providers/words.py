"""Codes of lower features in words, as a customer reads them."""

from collections.abc import Mapping
from typing import Any

from app.core.locale import Locale

_NODE = {
    Locale.RU: "сервер, на котором он должен был работать, перестал отвечать",
    Locale.EN: "the server it was meant for stopped answering",
}
_FULL = {
    Locale.RU: "на наших серверах сейчас не нашлось для него места",
    Locale.EN: "there is no room for it on our servers right now",
}
_START = {
    Locale.RU: "он установился, но не запустился",
    Locale.EN: "it was installed but did not start",
}
_SLOW = {
    Locale.RU: "установка шла дольше, чем положено, и мы её остановили",
    Locale.EN: "setting it up took longer than it should, so we stopped it",
}
_SILENT = {
    Locale.RU: "он запустился, но не ответил на проверку",
    Locale.EN: "it started but did not answer its health check",
}
_IMAGE = {
    Locale.RU: "не удалось получить выбранный образ",
    Locale.EN: "the chosen image could not be fetched",
}

_FAILURES: Mapping[str, Mapping[Locale, str]] = {
    "no_capacity": _FULL,
    "node_full": _FULL,
    "node_unreachable": _NODE,
    "driver_timeout": _NODE,
    "image_missing": _IMAGE,
    "start_failed": _START,
    "deadline_exceeded": _SLOW,
    "health_check_failed": _SILENT,
    "instance_ended": _START,
    "instance_vanished": _START,
}
_PAYMENTS: Mapping[str, Mapping[Locale, str]] = {
    "declined": {Locale.RU: "банк отклонил платёж", Locale.EN: "the bank declined it"},
    "insufficient_funds": {
        Locale.RU: "на карте не хватило денег",
        Locale.EN: "there was not enough money on the card",
    },
    "expired": {
        Locale.RU: "страница оплаты ждала слишком долго",
        Locale.EN: "the payment page waited for too long",
    },
    "cancelled": {Locale.RU: "оплату отменили", Locale.EN: "the payment was cancelled"},
}

_LINES: Mapping[str, Mapping[Locale, str]] = {
    "line.renewal": {Locale.RU: "Продление", Locale.EN: "Renewal"},
    "line.service": {Locale.RU: "Первый период", Locale.EN: "First period"},
    "line.setup_fee": {Locale.RU: "Подключение", Locale.EN: "Set-up"},
}
_OTHER_LINE = {Locale.RU: "Услуга", Locale.EN: "Service"}


def hello(locale: Locale, name: str) -> str:
    """Return the greeting; without a name where there is none."""
    if locale is Locale.RU:
        return f"Здравствуйте, {name}!" if name else "Здравствуйте!"
    return f"Hello {name}!" if name else "Hello!"


def line_name(locale: Locale, description: Mapping[str, Any]) -> str:
    """Return what an invoice line is for."""
    plan = description.get("params", {}).get("plan", "")
    name = _LINES.get(description.get("code", ""), _OTHER_LINE)[locale]
    return f"{name}: {plan}" if plan else name


def reason(locale: Locale, code: str) -> str:
    """Return why a service or a payment failed, or an empty text for a code nobody worded."""
    return (_FAILURES.get(code) or _PAYMENTS.get(code) or {}).get(locale, "")
