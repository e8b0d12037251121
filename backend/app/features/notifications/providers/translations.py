"""Codes of lower features in words, as a customer reads them."""

from collections.abc import Mapping
from typing import Any

from app.core.locale import Locale
from app.manifest import Reason, VariableKind, Words

_NODE = {
    Locale.RU: "сервер, на котором она должна была работать, перестал отвечать",
    Locale.EN: "the server it was meant for stopped responding",
}
_FULL = {
    Locale.RU: "на наших серверах сейчас не нашлось для неё места",
    Locale.EN: "there is no room for it on our servers right now",
}
_START = {
    Locale.RU: "она установилась, но не запустилась",
    Locale.EN: "it was installed but did not start",
}
_DISK = {
    Locale.RU: "на сервере не удалось записать данные: диск заполнен или недоступен",
    Locale.EN: "the server could not store its data: its disk is full or unavailable",
}
_SLOW = {
    Locale.RU: "установка заняла слишком много времени, и мы её остановили",
    Locale.EN: "setting it up took too long, so we stopped it",
}
_SILENT = {
    Locale.RU: "она запустилась, но не ответила на проверку",
    Locale.EN: "it started but did not pass its health check",
}
_IMAGE = {
    Locale.RU: "не удалось получить выбранный образ",
    Locale.EN: "the chosen image could not be fetched",
}

_FAILURES: Mapping[str, Mapping[Locale, str]] = {
    "no_capacity": _FULL,
    "node_full": _FULL,
    "node_storage_full": _DISK,
    "node_storage_unavailable": _DISK,
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
        Locale.RU: "время на оплату вышло",
        Locale.EN: "the time to pay ran out",
    },
    "cancelled": {Locale.RU: "оплату отменили", Locale.EN: "the payment was cancelled"},
}

_FACTOR_CHANGES: Mapping[str, Mapping[Locale, str]] = {
    "totp_enabled": {
        Locale.RU: "Приложение-аутентификатор подключено к вашему аккаунту",
        Locale.EN: "An authenticator app was added to your account",
    },
    "totp_disabled": {
        Locale.RU: "Приложение-аутентификатор отключено от вашего аккаунта",
        Locale.EN: "The authenticator app was removed from your account",
    },
    "passkey_added": {
        Locale.RU: "Ключ доступа добавлен к вашему аккаунту",
        Locale.EN: "A passkey was added to your account",
    },
    "passkey_removed": {
        Locale.RU: "Ключ доступа удалён из вашего аккаунта",
        Locale.EN: "A passkey was removed from your account",
    },
    "recovery_codes_made": {
        Locale.RU: "Новые резервные коды созданы для вашего аккаунта",
        Locale.EN: "New recovery codes were made for your account",
    },
    "recovery_code_used": {
        Locale.RU: "Резервный код использован для вашего аккаунта",
        Locale.EN: "A recovery code was used for your account",
    },
    "reset": {
        Locale.RU: "Поддержка сбросила второй фактор вашего аккаунта",
        Locale.EN: "Our support reset the second factor of your account",
    },
}
_ROLES: Mapping[str, Mapping[Locale, str]] = {
    "admin": {Locale.RU: "администратор", Locale.EN: "administrator"},
    "billing": {Locale.RU: "бухгалтер", Locale.EN: "accountant"},
    "technical": {Locale.RU: "инженер", Locale.EN: "engineer"},
    "read_only": {Locale.RU: "наблюдатель", Locale.EN: "reader"},
}

_LINES: Mapping[str, Mapping[Locale, str]] = {
    "line.renewal": {Locale.RU: "Продление", Locale.EN: "Renewal"},
    "line.service": {Locale.RU: "Первый период", Locale.EN: "First period"},
    "line.setup_fee": {Locale.RU: "Подключение", Locale.EN: "Set-up"},
}
_WHY: Mapping[Reason, Words] = {
    Reason.OWN_ACCOUNT: {
        Locale.RU: "Вы получили это письмо, потому что оно касается вашего аккаунта.",
        Locale.EN: "You received this email because it is about your account.",
    },
    Reason.ADDRESS_GIVEN: {
        Locale.RU: "Вы получили это письмо, потому что этот адрес указали в нашей панели.",
        Locale.EN: "You received this email because this address was entered in our panel.",
    },
    Reason.BILLING_CONTACT: {
        Locale.RU: "Вы получили это письмо, потому что вы владелец аккаунта или отвечаете в нём "
        "за оплату.",
        Locale.EN: "You received this email because you own the account or handle its billing.",
    },
    Reason.STAFF: {
        Locale.RU: "Вы получили это письмо как сотрудник, который следит за работой панели.",
        Locale.EN: "You received this email because you are one of the staff who run the panel.",
    },
}
_REMOVED_CODE = {Locale.RU: "[одноразовый код скрыт]", Locale.EN: "[one-time code removed]"}
_REMOVED_LINK = {Locale.RU: "[секретная ссылка скрыта]", Locale.EN: "[secret link removed]"}
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


def role_name(locale: Locale, role: str) -> str:
    """Return what a member's role is called, or an empty text for one nobody worded."""
    return _ROLES.get(role, {}).get(locale, "")


def factor_change(locale: Locale, change: str) -> str:
    """Return a sentence on what happened to a person's second factors."""
    return _FACTOR_CHANGES[change][locale]


def why(cause: Reason, locale: Locale) -> str:
    """Return the sentence on why somebody gets an email."""
    return _WHY[cause][locale]


def removed(kind: VariableKind, locale: Locale) -> str:
    """Return what stands where an e-mail had a secret link, or a secret code."""
    return (_REMOVED_LINK if kind is VariableKind.PAGE else _REMOVED_CODE)[locale]
