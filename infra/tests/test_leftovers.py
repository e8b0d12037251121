import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import pidfile
from infra.local.instances import stop_instances
from infra.local.processes import Identity, boot_id, end_sessions, identify, session_members


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    text = "import time; print(1, flush=True); time.sleep(100)"
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline()
        yield running
        running.kill()


def test_a_later_start_ends_what_was_noted(
    tmp_path: Path, process: subprocess.Popen[bytes]
) -> None:
    pidfile.write(tmp_path, "worker", process.pid, 15)
    assert pidfile.end_leftovers(tmp_path) == ["worker"]
    assert process.wait(5) == -15
    assert not list(tmp_path.iterdir())


def test_a_stranger_with_the_noted_pid_is_left_alone(
    tmp_path: Path, process: subprocess.Popen[bytes]
) -> None:
    identity = pidfile.write(tmp_path, "worker", process.pid, 15)
    assert identity
    note = tmp_path / "worker.pid"
    note.write_text(note.read_text().replace(str(identity.started), str(identity.started - 1)))
    assert pidfile.end_leftovers(tmp_path) == []
    assert process.poll() is None


def test_a_note_from_before_a_reboot_names_nobody(process: subprocess.Popen[bytes]) -> None:
    identity = identify(process.pid)
    assert identity
    assert session_members(identity) == [process.pid]
    assert session_members(Identity(identity.pid, identity.started, "another boot")) == []


def test_a_broken_note_is_removed(tmp_path: Path) -> None:
    (tmp_path / "worker.pid").write_text("{")
    assert pidfile.end_leftovers(tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_members_outlive_their_leader() -> None:
    inner = "import time; print(1, flush=True); time.sleep(100)"
    text = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{inner}'])"
    with subprocess.Popen(
        [sys.executable, "-c", text], start_new_session=True, stdout=subprocess.PIPE
    ) as leader:
        identity = Identity(leader.pid, 0, boot_id())
        assert leader.stdout
        assert leader.stdout.readline()
        leader.wait()
        assert len(session_members(identity)) == 1
        assert end_sessions({identity: 15}, seconds=5) == [identity]
        assert session_members(identity) == []


def test_services_are_stopped_by_their_pid_file_but_strangers_are_not(
    tmp_path: Path, process: subprocess.Popen[bytes]
) -> None:
    identity, ours = identify(process.pid), identify(os.getpid())
    assert identity
    assert ours
    notes = {"one": (identity.pid, identity.started), "stranger": (ours.pid, ours.started - 1)}
    for name, (pid, started) in notes.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "supervisor.pid").write_text(f"{pid} {started}\n")
    assert stop_instances(tmp_path) == 1
    assert process.wait(5) == -15
