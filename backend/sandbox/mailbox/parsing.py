"""A mail taken apart: its headers, its text, its HTML, its attachments."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along; `size` in bytes."""

    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        """How long it is, in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class ParsedEmail:
    """What a reader sees of a mail; a part it does not have is empty."""

    subject: str
    sender: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def parse(content: bytes) -> ParsedEmail:
    """Take a mail apart; a broken one gives what can be read of it, never an error."""
    message = message_from_bytes(content, policy=default)
    return ParsedEmail(
        subject=_header(message, "subject"),
        sender=_header(message, "from"),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
    )


def _header(message: EmailMessage, name: str) -> str:
    """Return a header in one line; bytes that are no text become question marks."""
    try:
        value = str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError):
        return ""  # the parser gives up on some malformed headers with an exception
    return _plain(" ".join(value.split()))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    content = _decoded(part)
    try:
        return _plain(content.decode(part.get_content_charset("utf-8"), "replace"))
    except (LookupError, ValueError):
        return _plain(content.decode("utf-8", "replace"))  # the charset named is no charset


def _attachment(part: MIMEPart) -> Attachment:
    name = _plain(part.get_filename("")) or "attachment"
    return Attachment(name=name, kind=part.get_content_type(), content=_decoded(part))


def _decoded(part: MIMEPart) -> bytes:
    """Return a part's bytes; a mail inside a mail is given whole."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()


def _plain(text: str) -> str:
    """Return text that every encoder takes: no halves of surrogate pairs, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "").replace("\r\n", "\n")
