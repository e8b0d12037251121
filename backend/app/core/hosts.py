"""Names of hosts by IDNA 2008 and UTS #46: one form for the wire, one to show, each from the other.

Python's own `idna` codec is of 2003: it turns `faß.de` into `fass.de`, which is somebody else's.
"""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

import idna
from pydantic import AfterValidator

_MAX_LENGTH = 253
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_ACE = "xn--"


class InvalidHostError(ValueError):
    """No name that a host can have."""


def to_ascii(name: str) -> str:
    """Return the name as DNS, SMTP and HTTP carry it, in lower case; raises InvalidHostError."""
    try:
        labels = idna.uts46_remap(name, std3_rules=True).removesuffix(".").split(".")
        found = ".".join(map(_ascii_label, labels))
    except (idna.IDNAError, UnicodeError) as invalid:
        raise InvalidHostError(str(invalid)) from invalid
    if len(found) > _MAX_LENGTH:
        message = "a host name has at most 253 characters"
        raise InvalidHostError(message)
    return found


def to_unicode(name: str) -> str:
    """Return the name as people read it, in lower case; raises InvalidHostError."""
    labels = to_ascii(name).split(".")
    return ".".join(idna.ulabel(part) if part.startswith(_ACE) else part for part in labels)


def _ascii_label(label: str) -> str:
    """Return one label for the wire.

    IDNA forbids two hyphens in third place, and DNS is full of them (`r3---sn`): a plain label is
    held to the rules of DNS only, an encoded one has to be what its own decoding gives again.
    """
    if not label.isascii() or label.startswith(_ACE):
        return idna.alabel(label).decode("ascii")
    if _LABEL.fullmatch(label) is None:
        message = f"{label!r} is no part of a host name"
        raise InvalidHostError(message)
    return label


def _host_or_address(value: str) -> str:
    if not value:
        return value
    try:
        return str(ip_address(value))
    except ValueError:
        return to_ascii(value)


HostName = Annotated[str, AfterValidator(to_ascii)]
"""A host name of a pydantic model, kept for the wire."""
HostOrAddress = Annotated[str, AfterValidator(_host_or_address)]
"""A host name, an IP address, or nothing."""


def ascii_url(url: str) -> str:
    """Return a web address with its host for the wire; raises InvalidHostError."""
    parts = urlsplit(url)
    if not parts.hostname or parts.netloc.isascii():
        return url
    return parts._replace(netloc=_ascii_netloc(parts)).geturl()


def _ascii_netloc(parts: SplitResult) -> str:
    account, at, place = parts.netloc.rpartition("@")
    host, colon, port = place.partition(":")
    return f"{account}{at}{to_ascii(host)}{colon}{port}"
