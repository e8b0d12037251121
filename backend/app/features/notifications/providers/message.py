"""An e-mail as a MIME message: text first, HTML beside it, and headers nobody can break out of."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr

from app.core.email import domain_of, wire_email
from app.core.locale import Locale
from app.features.notifications.providers.formats import one_line
from app.features.notifications.providers.rendering import Rendered


class _Subject(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc] # as the registry joins
    """Encodes all of a subject: Python's own folding loses a space between two languages."""

    def fold(self, *, policy: Policy) -> str:
        charset = "us-ascii" if str(self).isascii() else "utf-8"
        value = Header(str(self), charset, header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {value}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and under which id; `sender` is `Name <address>`."""

    sender: str
    recipient: str
    message_id: str
    written_at: datetime
    locale: Locale


def message_id(mail_id: object, sender: str) -> str:
    """Return the one Message-ID of an e-mail: a repeat after a crash carries the same."""
    return f"<{mail_id}@{domain_of(sender)}>"


def _address(email: str, name: str = "") -> Address:
    local, domain = wire_email(email)
    return Address(one_line(name), local, domain)


def message(rendered: Rendered, envelope: Envelope) -> EmailMessage:
    """Return the MIME message; raises ValueError for an address that is none.

    No name that people typed stands in a header: the recipient is the bare address.
    """
    name, sender = parseaddr(envelope.sender)
    mail = EmailMessage(_POLICY)
    mail["Subject"] = one_line(rendered.subject)
    mail["From"] = _address(sender, name)
    mail["To"] = _address(envelope.recipient)
    mail["Date"] = format_datetime(envelope.written_at)
    mail["Message-ID"] = envelope.message_id
    mail["Content-Language"] = envelope.locale.value
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    return mail
