"""The one door to the SMTP server that the settings name."""

from email.message import EmailMessage
from typing import TYPE_CHECKING

from app.core.email import domain_of
from app.core.metrics import Counter
from app.core.metrics.instruments import note_outcome
from app.core.settings import Settings
from app.core.transactions import require_none_open

if TYPE_CHECKING:
    import aiosmtplib

TIMEOUT_SECONDS = 20.0
MAILS = Counter("hostwright_mails_total", "E-mails handed to the mail server.", "outcome")
_PERMANENT = 500


class RecipientRefusedError(Exception):
    """The server will never take mail for this address, or never this message (RFC 5321, 4.2.1)."""


async def deliver(settings: Settings, mail: EmailMessage) -> None:
    """Send a message; returns once the server has accepted it.

    Raises RecipientRefusedError where trying again is useless, aiosmtplib.SMTPException or OSError
    where it is not: the server is away, busy, or does not know us.
    """
    require_none_open("SMTP")
    outcome = "failed"
    try:
        await _send(settings, mail)
        outcome = "sent"
    except RecipientRefusedError:
        outcome = "refused"
        raise
    finally:
        MAILS.add(outcome)
        note_outcome("mail", "smtp", "failed" if outcome == "failed" else "done")


async def _send(settings: Settings, mail: EmailMessage) -> None:
    import aiosmtplib  # noqa: PLC0415  a start needs none of it

    try:
        await aiosmtplib.send(
            mail,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            local_hostname=domain_of(settings.smtp_from),
            timeout=TIMEOUT_SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        if all(one.code >= _PERMANENT for one in refused.recipients):
            raise RecipientRefusedError(_reply(refused.recipients[0])) from refused
        raise
    except aiosmtplib.SMTPNotSupported as refused:
        raise RecipientRefusedError(str(refused)) from refused
    except aiosmtplib.SMTPDataError as refused:
        if refused.code >= _PERMANENT:
            raise RecipientRefusedError(_reply(refused)) from refused
        raise


def _reply(refusal: "aiosmtplib.SMTPResponseException") -> str:
    return f"{refusal.code} {refusal.message}"
