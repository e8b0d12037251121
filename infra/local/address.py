"""HOST and PORT as the operator gave them: faults in a line each, before anything is started."""

import socket
from collections.abc import Mapping

from infra.local.environment import HOST

_LAST_PORT = 65_535


class AddressError(Exception):
    """The panel cannot listen where it is asked to; the message names the variable."""


def port_of(given: Mapping[str, str]) -> int | None:
    """Return PORT, None where it is not given; raises AddressError."""
    word = given.get("PORT")
    if not word:
        return None
    if not (word.isascii() and word.isdecimal() and 0 < int(word) <= _LAST_PORT):
        message = f"PORT takes a number from 1 to {_LAST_PORT}, not {word!r}"
        raise AddressError(message)
    return int(word)


def check_address(given: Mapping[str, str], port: int) -> None:
    """Try to listen on HOST for a moment; raises AddressError with the reason."""
    host = given.get("HOST") or HOST
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        message = f"HOST takes an address of this machine, not {host!r}: {_reason(error)}"
        raise AddressError(message) from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            message = f"nothing can listen on HOST {host}, PORT {port}: {_reason(error)}"
            raise AddressError(message) from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
