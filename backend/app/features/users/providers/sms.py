"""Text messages: the port, and the adapters an operator chooses among by SMS_PROVIDER.

`mailbox` shows them in the developers' mailbox, `console` in the log, `http` hands them to a
gateway; `none` says honestly that there are no text messages here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from loguru import logger

from app.core import http, smtp
from app.core.locale import Locale
from app.core.metrics import measured
from app.core.settings import Settings, get_settings
from app.features.users.errors import SmsUnavailableError

_TIMEOUT_SECONDS = 10.0
_REFUSED = 400
_FAILED = 500
_TOO_MANY = 429
_CODE = {
    Locale.RU: "{digits}: ваш код в {company}. Действует 10 минут, никому не сообщайте.",
    Locale.EN: "{digits} is your {company} code, good for 10 minutes. Do not share it.",
}


class SmsFailedError(Exception):
    """The message was not taken on; trying again may help."""


class SmsRefusedError(Exception):
    """The message will never be taken on."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message; a repeat after a crash carries the same id, for gateways that know them."""

    id: UUID
    recipient: str
    body: str = field(repr=False)


class SmsProvider(Protocol):
    """Takes text messages on."""

    async def send(self, text: Text) -> None:
        """Hand a message over; raises SmsFailedError or SmsRefusedError."""
        ...


@dataclass(frozen=True, slots=True)
class Console:
    """Writes messages into the log: for a developer's terminal, never for production."""

    settings: Settings

    async def send(self, text: Text) -> None:
        """Log the message."""
        logger.info("text message to {}: {}", text.recipient, text.body)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Shows messages as mail in the developers' mailbox, at `<number>@sms.invalid`."""

    settings: Settings

    async def send(self, text: Text) -> None:
        """Mail the message; raises SmsFailedError or SmsRefusedError."""
        import aiosmtplib  # noqa: PLC0415  a start needs none of it

        mail = EmailMessage()
        mail["From"] = self.settings.smtp_from
        mail["To"] = f"{text.recipient.removeprefix('+')}@sms.invalid"
        mail["Subject"] = f"SMS {text.recipient}"
        mail["Message-ID"] = f"<{text.id}@sms.invalid>"
        mail.set_content(text.body)
        try:
            await smtp.deliver(self.settings, mail)
        except smtp.RecipientRefusedError as refused:
            raise SmsRefusedError(str(refused)) from refused
        except (aiosmtplib.SMTPException, OSError) as trouble:
            raise SmsFailedError(str(trouble)) from trouble


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """Posts messages as JSON to the address and with the token that the settings name."""

    settings: Settings

    async def send(self, text: Text) -> None:
        """Post `{id, to, from, text}`; raises SmsFailedError or SmsRefusedError."""
        body = {
            "id": str(text.id),
            "to": text.recipient,
            "from": self.settings.sms_from,
            "text": text.body,
        }
        token = self.settings.sms_http_token.get_secret_value()
        headers = {"idempotency-key": str(text.id)}
        if token:  # a gateway of one's own network may want none
            headers["authorization"] = f"Bearer {token}"
        try:
            response = await http.shared().request(
                "POST",
                self.settings.sms_http_url,
                json=body,
                headers=headers,
                destination=http.Destination.OPERATOR,
                seconds=_TIMEOUT_SECONDS,
            )
        except http.HttpError as failed:
            raise SmsFailedError(type(failed).__name__) from failed
        if response.status >= _FAILED or response.status == _TOO_MANY:
            raise SmsFailedError(str(response.status))
        if response.status >= _REFUSED:
            raise SmsRefusedError(str(response.status))


_PROVIDERS: dict[str, Callable[[Settings], SmsProvider]] = {
    "console": Console,
    "mailbox": Mailbox,
    "http": HttpGateway,
}


def provider() -> SmsProvider:
    """Return the provider that the settings name; raises SmsUnavailableError where there is none.

    The developers' own are none in production: they show codes to whoever runs the panel.
    """
    settings = get_settings()
    if settings.sms_provider not in _PROVIDERS:
        raise SmsUnavailableError
    if settings.production and settings.sms_provider != "http":
        raise SmsUnavailableError
    return measured(_PROVIDERS[settings.sms_provider](settings), "sms", settings.sms_provider)


def require() -> None:
    """Raise SmsUnavailableError where nobody sends text messages here."""
    provider()


def code_text(locale: Locale, digits: str, company: str) -> str:
    """Return what a message with a code says: the digits first, where a telephone looks."""
    return _CODE[locale].format(digits=digits, company=company)
