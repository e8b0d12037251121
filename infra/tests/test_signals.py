"""What a terminal, systemd, CI and `kill` send to the command of the README ends all it started."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from infra.local.paths import ROOT

_PATIENCE = 60


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[psutil.Popen]:
    """Start `just servers` in a folder of its own, and give it once both servers are up."""
    command = ["just", "--justfile", str(ROOT / "Justfile"), "servers", str(tmp_path)]
    running = psutil.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert any("CELERY_BROKER_URL" in line for line in running.stdout)
    started = running.children(recursive=True)
    yield running
    for process in started:
        if process.is_running():
            process.kill()
    running.stdout.close()
    running.wait()


@pytest.mark.parametrize(
    ("send", "number"),
    [(os.kill, signal.SIGTERM), (os.killpg, signal.SIGINT), (os.killpg, signal.SIGHUP)],
    ids=["systemd stops it", "Ctrl-C in a terminal", "the terminal is closed"],
)
def test_a_signal_to_just_ends_everything(
    servers: psutil.Popen, send: Callable[[int, int], None], number: int
) -> None:
    started = servers.children(recursive=True)
    names = {process.name() for process in started}
    assert {"postgres", "valkey-server"} <= names
    send(servers.pid, number)
    _, left = psutil.wait_procs(started, _PATIENCE)
    assert left == []
