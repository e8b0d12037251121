"""E-mail addresses in one form, whoever typed them, and as SMTP carries them.

The local part is kept as typed, in NFC (RFC 6531), and compared without case; the domain is kept as
people read it, so that what is shown is where an e-mail goes.
"""

from email.utils import parseaddr
from typing import Annotated

import email_validator
from email_validator import EmailNotValidError
from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.core import hosts

_MAX_BYTES = 254
_MAX_TYPED = 1_000
_STAND_IN = "example.com"


class InvalidEmailError(ValueError):
    """No address that mail can be sent to."""


def normalize_email(address: str) -> str:
    """Return the one form of an address; raises InvalidEmailError.

    `User@XN--FA-HIA.de` and `User@Faß.de` are `User@faß.de`.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or len(address) > _MAX_TYPED:
        message = "an address has an @-sign and is not that long"
        raise InvalidEmailError(message)
    try:
        checked = email_validator.validate_email(f"{local}@{_STAND_IN}", check_deliverability=False)
        wire, shown = hosts.to_ascii(domain), hosts.to_unicode(domain)
    except (EmailNotValidError, hosts.InvalidHostError) as invalid:
        raise InvalidEmailError(str(invalid)) from invalid
    _check_public(wire)
    found = f"{checked.local_part}@{shown}"
    if max(len(f"{checked.local_part}@{wire}".encode()), len(found.encode())) > _MAX_BYTES:
        message = f"an address has at most {_MAX_BYTES} bytes"
        raise InvalidEmailError(message)
    return found


def _check_public(domain: str) -> None:
    """Refuse names that no mail server of the internet has."""
    special = email_validator.SPECIAL_USE_DOMAIN_NAMES
    if "." not in domain or any(domain == one or domain.endswith(f".{one}") for one in special):
        message = "the part after the @-sign is no domain of the internet"
        raise InvalidEmailError(message)


def email_or_as_typed(typed: str) -> str:
    """Return the one form of what may be an address: for looking up, where a miss says enough."""
    try:
        return normalize_email(typed)
    except InvalidEmailError:
        return typed


def same_email(one: str, other: str) -> bool:
    """Tell whether two addresses are one, as it is asked of the database too."""
    return email_or_as_typed(one).lower() == email_or_as_typed(other).lower()


def domain_of(sender: str) -> str:
    """Return the domain of `Name <address>` as DNS knows it, `localhost` where there is none."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return hosts.to_ascii(domain) if domain else "localhost"


def wire_email(address: str) -> tuple[str, str]:
    """Return local part and domain as SMTP carries them; raises InvalidHostError.

    Takes what an operator may write for the panel's own address too, `panel@localhost`.
    """
    local, _, domain = address.rpartition("@")
    return local, hosts.to_ascii(domain)


def _validated(address: str) -> str:
    try:
        return normalize_email(address)
    except InvalidEmailError as invalid:
        kind = "value_error"
        text = "value is not a valid email address: {reason}"
        raise PydanticCustomError(kind, text, {"reason": str(invalid)}) from invalid


EmailAddress = Annotated[
    str, AfterValidator(_validated), WithJsonSchema({"type": "string", "format": "email"})
]
"""An address of a pydantic model, in its one form."""
