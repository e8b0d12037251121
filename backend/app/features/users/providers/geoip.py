"""Where an internet address is: its network, and its place where a GeoIP database is at hand."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loguru import logger

from app.core.locale import Locale
from app.core.settings import get_settings

if TYPE_CHECKING:
    import maxminddb

_NEAR_V4 = 24
_NEAR_V6 = 48


def network_of(ip: str) -> str:
    """Return the network that counts as near an address: /24 or /48; the text itself for none."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    near = _NEAR_V4 if address.version == 4 else _NEAR_V6  # noqa: PLR2004  IPv4
    return str(ip_network((address, near), strict=False))


def location_of(ip: str, locale: Locale) -> str | None:
    """Return city and country of an address in this language; None where nobody knows."""
    file = get_settings().geoip_database
    found = _looked_up(file, ip) if file else None
    if not isinstance(found, dict):
        return None
    names = [_name(found.get(part), locale) for part in ("city", "country")]
    return ", ".join(filter(None, names)) or None


def _name(part: Any, locale: Locale) -> str:  # noqa: ANN401  whatever the file holds
    names = part.get("names", {}) if isinstance(part, dict) else {}
    return str(names.get(locale.value) or names.get(Locale.EN.value) or "")


def _looked_up(file: Path, ip: str) -> object:
    import maxminddb  # noqa: PLC0415  a start needs none of it

    reader = _reader(file)
    try:
        return reader.get(ip) if reader else None
    except (ValueError, maxminddb.InvalidDatabaseError):
        return None


@lru_cache(maxsize=1)
def _reader(file: Path) -> "maxminddb.Reader | None":
    import maxminddb  # noqa: PLC0415  the same

    try:
        return maxminddb.open_database(file)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as flaw:
        logger.warning("no places of addresses: {} cannot be read: {}", file, flaw)
        return None
