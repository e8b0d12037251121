"""Names of hosts by IDNA 2008 and UTS #46: one form for the wire, one to show, each from the other.

Python's own `idna` codec is of 2003: it turns `faß.de` into `fass.de`, which is somebody else's.
"""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

import idna
from pydantic import AfterValidator

_MAX_LENGTH = 253
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_ACE = "xn--"
_PORTS = {"http": 80, "https": 443}


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


def web_origin(url: str) -> str:
    """Return scheme, host and port of a web address as browsers write an origin.

    `HTTPS://Пример.РФ:443/` is `https://xn--e1afmkfd.xn--p1ai`. Raises InvalidHostError with the
    rule that it breaks.
    """
    parts = urlsplit("")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        message = "must be an address; a port is a number from 1 to 65535"
        raise InvalidHostError(message)
    usual = _PORTS.get(parts.scheme)
    if usual is None:
        message = "must begin with http:// or https://"
        raise InvalidHostError(message)
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        message = "takes scheme, host and port only: no path, query or user name"
        raise InvalidHostError(message)
    host = _url_host(parts.hostname or "")
    return (
        f"{parts.scheme}://{host}" if port in (None, usual) else f"{parts.scheme}://{host}:{port}"
    )


def _url_host(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        pass
    else:
        return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004  the newer protocol
    try:
        return to_ascii(host)
    except InvalidHostError:
        message = "must name a host"
        raise InvalidHostError(message) from None
