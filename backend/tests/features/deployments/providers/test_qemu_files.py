"""What the QEMU driver writes and says, without a machine that runs."""

import asyncio
import hashlib
import io
import itertools
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import psutil
import pycdlib
import pytest
import yaml

from app.features.deployments.providers.base import (
    DriverError,
    DriverTimeoutError,
    ImageInUseError,
    ImageMissingError,
    InstanceMissingError,
    InstanceStatus,
    InvalidSpecError,
    NodeStorageFullError,
    NodeTarget,
    NodeUnreachableError,
    PullProgress,
    VirtualMachineSpec,
)
from app.features.deployments.providers.qemu import (
    console,
    facts,
    folder,
    making,
    probe,
    process,
    seed,
)
from app.features.deployments.providers.qemu.command import command
from app.features.deployments.providers.qemu.driver import QemuDriver
from app.features.deployments.providers.qemu.folder import Folder, acquire, locked, release
from app.features.deployments.providers.qemu.images import ImageStore, StoredImage
from app.features.deployments.providers.qemu.threads import in_thread
from tests.features.deployments.providers.qemu_environment import virtual_machine
from tests.features.deployments.providers.test_vm_spec import HASH, KEY


def _offer(root: Path, **about: Any) -> Path:
    """Put an image of a few bytes where images are taken from."""
    place = root / "library" / "small"
    place.mkdir(parents=True, exist_ok=True)
    files = {}
    for name in ("disk.qcow2", "kernel", "initrd"):
        (place / name).write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        files[name] = {"sha256": digest, "size": len(name)}
    manifest = {"slug": "small", "version": "1", "files": files} | about
    (place / "image.json").write_text(json.dumps(manifest))
    return place


def _ignore(_: PullProgress) -> None: ...


def _stored(root: Path, **about: Any) -> StoredImage:
    _offer(root, **about)
    return ImageStore(root).prepare("small", "", _ignore)


@pytest.mark.parametrize(
    "endpoint", ["", "/srv/vm", "dir://srv", "dir:///srv/../etc", "unix:///x", "dir:///a\nb"]
)
def test_an_endpoint_is_an_absolute_folder(endpoint: str) -> None:
    with pytest.raises(InvalidSpecError):
        QemuDriver(NodeTarget(node_id="n", driver="qemu", endpoint=endpoint))


@pytest.mark.parametrize("node_id", ["images", "library", "..", "a/b"])
def test_a_node_has_a_folder_of_its_own(node_id: str) -> None:
    with pytest.raises(InvalidSpecError):
        QemuDriver(NodeTarget(node_id=node_id, driver="qemu", endpoint="dir:///srv/vm"))


def test_an_image_is_taken_once_and_says_how_far_it_is(tmp_path: Path) -> None:
    heard: list[PullProgress] = []
    _offer(tmp_path)
    store = ImageStore(tmp_path)
    first = store.prepare("small", "", heard.append)
    assert heard[-1].bytes_done == heard[-1].bytes_total == first.size_bytes
    (tmp_path / "library/small/disk.qcow2").unlink()
    assert store.prepare("small", "", _ignore).checksum == first.checksum
    (tmp_path / "images" / ".new-another").mkdir()
    (tmp_path / "images" / "notes").mkdir()
    assert [one.checksum for one in store.all()] == [first.checksum]
    assert (first.path / "disk.qcow2").stat().st_mode & 0o777 == 0o400


def test_a_changed_file_is_no_image(tmp_path: Path) -> None:
    place = _offer(tmp_path)
    (place / "kernel").write_bytes(b"another")
    with pytest.raises(ImageMissingError, match="not what its manifest says"):
        ImageStore(tmp_path).prepare("small", "", _ignore)
    assert list(ImageStore(tmp_path).all()) == []


@pytest.mark.parametrize(
    "about",
    [{"files": {}}, {"files": {"../x": {}}}, {"slug": "other"}, {"command_line": "a\nb"}],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, about: dict[str, Any]) -> None:
    _offer(tmp_path, **about)
    with pytest.raises(ImageMissingError):
        ImageStore(tmp_path).prepare("small", "", _ignore)


def test_an_image_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    _offer(tmp_path)
    store = ImageStore(tmp_path)
    with pytest.raises(ImageMissingError):
        store.prepare("small", f"small@sha256:{'0' * 64}", _ignore)
    stored = store.prepare("small", "", _ignore)
    reference = f"small@sha256:{stored.checksum}"
    assert store.prepare("small", reference, _ignore).checksum == stored.checksum
    for wrong in ({"image_checksum": "0" * 64}, {"image_version": "2"}, {"image": "other"}):
        with pytest.raises(ImageMissingError):
            store.for_spec(virtual_machine(**({"image": "small"} | wrong)))
    with pytest.raises(ImageMissingError):
        store.get("")
    shutil.rmtree(tmp_path / "library")
    assert store.for_spec(virtual_machine(image="small")).checksum == stored.checksum


def test_a_disk_is_not_smaller_than_its_image(tmp_path: Path) -> None:
    _stored(tmp_path, minimum_disk_gb=2)
    with pytest.raises(InvalidSpecError):
        ImageStore(tmp_path).for_spec(virtual_machine(image="small"))


@pytest.mark.parametrize("place", ["hw-1", ".new-hw-1", ".gone-hw-1"])
def test_an_image_under_a_disk_stays(tmp_path: Path, place: str) -> None:
    stored = _stored(tmp_path)
    folder = tmp_path / "node" / place
    folder.mkdir(parents=True)
    (folder / "base").write_text(stored.checksum)
    with pytest.raises(ImageInUseError):
        ImageStore(tmp_path).remove("small", "")
    shutil.rmtree(folder)
    for _ in range(2):
        ImageStore(tmp_path).remove("small", "")
    assert list(ImageStore(tmp_path).all()) == []


def test_no_value_of_a_spec_ends_a_value_of_qemu(tmp_path: Path) -> None:
    spec = virtual_machine(host="::1", forwards=((28_080, 80),), password_hash=HASH)
    line = command(spec, _stored(tmp_path), "qemu", kvm=False)
    assert all("\n" not in part for part in line)
    assert HASH not in " ".join(line)
    network = json.loads(line[line.index("-netdev") + 1])
    assert network["restrict"] is True
    assert [one["str"] for one in network["hostfwd"]] == [
        f"tcp:[::1]:{spec.port}-:22",
        "tcp:[::1]:28080-:80",
    ]
    assert line[line.index("-sandbox") + 1].startswith("on,")


def test_an_image_without_a_kernel_boots_by_itself(tmp_path: Path) -> None:
    digest = {"sha256": hashlib.sha256(b"disk.qcow2").hexdigest(), "size": 10}
    alone = _stored(tmp_path, files={"disk.qcow2": digest})
    line = command(virtual_machine(outbound=True), alone, "qemu", kvm=True)
    assert "-kernel" not in line
    assert line[line.index("-accel") + 1] == "kvm"


def _files_of(image: bytes) -> dict[str, bytes]:
    read = pycdlib.PyCdlib()
    read.open_fp(io.BytesIO(image))
    found = {}
    for name in ("meta-data", "user-data", "vendor-data", "network-config"):
        out = io.BytesIO()
        read.get_file_from_iso_fp(out, joliet_path=f"/{name}")
        found[name] = out.getvalue()
    return found


def test_a_seed_says_what_the_spec_says() -> None:
    data = b"#!/bin/sh\necho ', \" % : #'\n"
    spec = virtual_machine(ssh_keys=(f"{KEY} me@laptop",), password_hash=HASH, user_data=data)
    files = _files_of(seed.disk_image(seed.documents(spec, "debian")))
    meta, vendor = yaml.safe_load(files["meta-data"]), yaml.safe_load(files["vendor-data"])
    assert meta["local-hostname"] == spec.hostname
    assert meta["public-keys"] == [f"{KEY} me@laptop"]
    assert files["user-data"] == data
    user = {"name": "debian", "password": HASH, "type": "hash"}
    assert vendor["chpasswd"]["users"] == [user]
    assert yaml.safe_load(files["network-config"])["version"] == 2


def test_a_seed_is_another_instance_only_where_its_content_is_another() -> None:
    spec = virtual_machine()

    def identity(changed: dict[str, Any]) -> str:
        other = VirtualMachineSpec.from_dict(spec.to_dict() | changed)
        return str(yaml.safe_load(seed.documents(other, "root")["meta-data"])["instance-id"])

    assert identity({"memory_mb": 512, "port": 28_080}) == identity({})
    assert identity({"hostname": "other.example.com"}) != identity({})
    assert identity({"password_hash": HASH}) != identity({})


def test_the_console_keeps_the_last_64_kib(tmp_path: Path) -> None:
    assert console.read(tmp_path) == b""
    console.trim(tmp_path)
    log = tmp_path / "console.log"
    with log.open("ab") as machine:
        machine.write(b"old\n" * (20 * 1024))
        machine.flush()
        console.trim(tmp_path)
        machine.write(b"new\n")
    console.trim(tmp_path)
    assert log.read_bytes() == b"new\n"
    kept = console.read(tmp_path)
    assert (len(kept), kept[-8:]) == (console.LOG_BYTES, b"old\nnew\n")


def test_a_lock_is_one_callers(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    held = acquire(path)
    assert held is not None
    assert acquire(path) is None
    with pytest.raises(DriverTimeoutError), locked(path, 0):
        raise AssertionError
    release(path, held)
    with locked(path, 1):
        assert acquire(path) is None
    assert not path.exists()


def test_a_lock_that_is_given_back_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".lock"
    held = acquire(path)
    assert held is not None
    monkeypatch.setattr(time, "sleep", lambda _: release(path, held))
    with locked(path, 10):
        assert path.exists()


def test_a_lock_whose_file_went_away_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".lock"

    def late(_: int) -> bool:
        path.unlink()
        return True

    monkeypatch.setattr(folder, "_flock", late)
    assert acquire(path) is None


async def test_a_machine_that_went_away_is_missing(tmp_path: Path) -> None:
    driver = QemuDriver(NodeTarget(node_id="n", driver="qemu", endpoint=f"dir://{tmp_path}"))
    with pytest.raises(InstanceMissingError):
        await driver._info(Folder(tmp_path, "hw-1"))


def test_nobody_is_killed_in_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pid became our own between the two looks.
    first, second = (process.Machine(os.getpid(), (one,)) for one in ("first", "second"))
    answers = iter([{"hw-1": first}, {"hw-1": second}, {}])
    monkeypatch.setattr(process, "find_all", lambda _: next(answers))
    assert process.kill(tmp_path, "hw-1", 10)


def test_what_does_not_end_in_time_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = itertools.cycle(process.Machine(os.getpid(), (one,)) for one in ("first", "second"))
    monkeypatch.setattr(process, "find_all", lambda _: {"hw-1": next(looks)})
    assert not process.kill(tmp_path, "hw-1", 0)


def test_a_folder_that_is_none_of_ours_is_not_read(tmp_path: Path) -> None:
    place = Folder(tmp_path, "hw-1")
    assert (place.spec(), place.base()) == (None, "")
    place.path.mkdir()
    for wrong in ("{", "[]", '{"name": "hw-1"}'):
        (place.path / "spec.json").write_text(wrong)
        assert place.spec() is None
    fresh = place.fresh()
    (fresh / "half").write_text("made")
    assert not (place.fresh() / "half").exists()


async def test_leftovers_are_listed_and_removed(tmp_path: Path) -> None:
    node = NodeTarget(node_id="node", driver="qemu", endpoint=f"dir://{tmp_path}")
    (tmp_path / "node" / ".gone-hw-1").mkdir(parents=True)
    async with QemuDriver(node) as driver:
        (info,) = await driver.list()
        assert (info.name, info.status) == ("hw-1", InstanceStatus.MISSING)
        await driver.delete("hw-1")
        assert await driver.list() == []


@pytest.mark.parametrize(
    ("script", "error", "words"),
    [
        ("echo 'No space left on device' >&2; exit 1", NodeStorageFullError, "No space"),
        ("echo 'it is broken' >&2; exit 1", DriverError, "it is broken"),
        ("exec sleep 5", DriverTimeoutError, "took over"),
    ],
)
def test_a_tool_that_fails_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    error: type[DriverError],
    words: str,
) -> None:
    monkeypatch.setattr(making, "_SECONDS", 0.5)
    tool = _program(tmp_path, script)
    with pytest.raises(error, match=words):
        making.run_tool([str(tool)], tmp_path)


def test_a_tool_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NodeUnreachableError, match="qemu-utils"):
        making.run_tool([str(tmp_path / "none")], tmp_path)


async def test_a_full_disk_is_said() -> None:
    def full() -> None:
        raise OSError(28, os.strerror(28))

    with pytest.raises(NodeStorageFullError):
        await in_thread(full)


def _program(folder: Path, script: str) -> Path:
    program = folder / "program"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("script", ["exec sleep 5", "echo hello"])
async def test_a_node_without_its_programs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    with pytest.raises(NodeUnreachableError, match="qemu-system-x86 and qemu-utils"):
        await facts.read(tmp_path, "no-such-qemu")
    program = str(_program(tmp_path, script))
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(facts, "_SECONDS", 0.3)
    with pytest.raises(NodeUnreachableError, match="does not say its version"):
        await facts.read(tmp_path, program)


async def test_a_node_says_by_what_its_machines_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe.forget()
    program = str(_program(tmp_path, "case $1 in --version) echo version 9.1;; *) exit 33;; esac"))
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(probe, "_DEVICE", tmp_path)
    found = await facts.read(tmp_path / "root", program)
    assert found.version.startswith("qemu 9.1 (")
    assert await probe.kvm_works(program, tmp_path)
    assert found.memory_mb == psutil.virtual_memory().total >> 20
    probe.forget()


@pytest.mark.parametrize(
    ("script", "works"), [("exit 33", True), ("exit 1", False), ("exec sleep 5", False)]
)
def test_kvm_works_where_a_machine_ran_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, *, works: bool
) -> None:
    monkeypatch.setattr(probe, "_SECONDS", 0.3)
    assert probe.boots(str(_program(tmp_path, script)), kvm=True) is works


async def test_kvm_needs_its_device_and_a_program(tmp_path: Path) -> None:
    probe.forget()
    assert not probe.boots("no-such-program", kvm=True)
    asked = [probe.kvm_works("no-such-program", tmp_path / "none") for _ in range(2)]
    assert await asyncio.gather(*asked) == [False, False]
    probe.forget()
