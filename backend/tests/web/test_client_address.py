"""The client's address: found from trusted proxies' words alone."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.core.settings import Settings
from app.web.client import MAX_HOPS, ClientAddress, client_ip

PROXY, INNER = "10.0.0.1", "2001:db8:ffff::1"
TRUSTED = Settings(trusted_proxies="10.0.0.0/24, 2001:db8:ffff::/48").trusted_networks


async def seen(peer: str, *forwarded: str, kind: str = "http") -> str:
    """Return the address the application sees."""
    found: list[str] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(client_ip(scope))

    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope = {"type": kind, "client": (peer, 4000) if peer else None, "headers": headers}
    await ClientAddress(application, TRUSTED)(scope, None, None)  # type: ignore[arg-type]  # unused
    return found[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        pytest.param("192.0.2.9", [], "192.0.2.9", id="nothing in between"),
        pytest.param("192.0.2.9", ["198.51.100.1"], "192.0.2.9", id="a stranger's claim"),
        pytest.param(PROXY, [], PROXY, id="the proxy itself"),
        pytest.param(PROXY, ["198.51.100.1"], "198.51.100.1", id="one hop"),
        pytest.param(PROXY, ["203.0.113.9, 198.51.100.1"], "198.51.100.1", id="a claim before"),
        pytest.param(PROXY, ["203.0.113.9", "198.51.100.1"], "198.51.100.1", id="two headers"),
        pytest.param(PROXY, [f"198.51.100.1, {INNER}"], "198.51.100.1", id="two hops"),
        pytest.param(PROXY, [f"10.0.0.7, {INNER}"], "10.0.0.7", id="from within"),
        pytest.param(PROXY, ["198.51.100.1:5060"], "198.51.100.1", id="a port"),
        pytest.param(PROXY, ["2001:db8::5"], "2001:db8::5", id="IPv6"),
        pytest.param(PROXY, ["[2001:db8::5]:443"], "2001:db8::5", id="IPv6 and a port"),
        pytest.param(PROXY, ["[2001:db8::5]"], "2001:db8::5", id="IPv6 in brackets"),
        pytest.param(PROXY, ["2001:DB8:0:0::5"], "2001:db8::5", id="one spelling of an address"),
        pytest.param("::ffff:10.0.0.1", ["::ffff:192.0.2.4"], "192.0.2.4", id="IPv4 in IPv6"),
        pytest.param("fe80::1%eth0", [], "fe80::1", id="a zone"),
        pytest.param(PROXY, ["unknown"], PROXY, id="no address"),
        pytest.param(PROXY, ["198.51.100.1, unknown"], PROXY, id="nobody vouches past a gap"),
        pytest.param(PROXY, [""], PROXY, id="empty"),
        pytest.param(PROXY, ["1.2.3.4," + f"{INNER}," * MAX_HOPS + INNER], INNER, id="endless"),
        pytest.param("panel.sock", ["198.51.100.1"], "panel.sock", id="a name"),
        pytest.param("", ["198.51.100.1"], "", id="a Unix socket"),
    ],
)
async def test_the_client_is_the_first_address_no_trusted_proxy_has(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert await seen(peer, *forwarded) == client
    assert await seen(peer, *forwarded, kind="websocket") == client


def test_a_proxy_is_named_by_address_or_network() -> None:
    assert Settings(trusted_proxies="").trusted_networks == ()
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies="*")


async def test_by_default_nobody_is_believed() -> None:
    assert Settings(_env_file=None).trusted_networks == ()
