import socket
from pathlib import Path

from infra.local.ports import Ports


def test_ports_are_low_different_and_remembered(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    ports = Ports(file)
    first = {name: ports.take(name) for name in ("panel", "postgres")}
    assert len(set(first.values())) == 2
    assert all(port < 20000 for port in first.values())
    again = Ports(file)
    assert {name: again.take(name) for name in first} == first


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    port = Ports(file).take("panel")
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert Ports(file).take("panel") != port
