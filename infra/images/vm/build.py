"""Build the tiny image of virtual machines: `python -m infra.images.vm.build FOLDER`.

Cloud kernel, busybox, dropbear: for trying out and for tests. What comes of it lies in
FOLDER/tiny: `disk.qcow2`, `kernel`, `initrd` and `image.json`, which has the sha256 of each.
"""

import argparse
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.images.vm.packages import PackagesError, unpack

SLUG, VERSION = "tiny", "1"
_FILES = Path(__file__).parent / "files"
_DISK_MB = 64
_EPOCH = "1700000000"
_UUID = "6f1f5f0e-9d2c-4c55-8c3a-0d1f6a4b7a10"
# In the order in which they are loaded: each finds the ones that it needs there.
_BOOT_MODULES = (
    *("virtio_ring", "virtio", "virtio_pci_modern_dev", "virtio_pci_legacy_dev"),
    *("virtio_pci", "virtio_blk"),
)
_MODULES = (
    *("failover", "net_failover", "virtio_net", "virtio-rng", "virtio_console"),
    *("virtio_balloon", "cdrom", "isofs", "evdev", "button"),
)
_PROGRAMS = ("usr/sbin/dropbear", "usr/bin/dropbearkey", "sbin/resize2fs")
_LIBRARIES = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu")
_FOLDERS = (
    *("dev", "proc", "sys", "run", "tmp", "mnt", "root", "bin", "sbin"),
    *("var/lib/hostwright", "var/log"),
)
_LINKS = {"bin/sh": "busybox", "sbin/init": "../bin/busybox"}


def build(target: Path) -> Path:
    """Build the image in `target`/tiny unless it is there; return the folder.

    One at a time: a second caller waits and finds what the first one built. Raises PackagesError.
    """
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = target / SLUG
        source, manifest = _source(), place / "image.json"
        if manifest.exists() and json.loads(manifest.read_bytes()).get("source") == source:
            return place
        _build(target, place, source)
    return place


def _build(target: Path, place: Path, source: str) -> None:
    with tempfile.TemporaryDirectory(prefix=".vm-", dir=target) as name:
        folder, fresh = Path(name), Path(name) / "fresh"
        fresh.mkdir()
        kernel = unpack(folder / "debian")
        modules = _modules(folder / "debian", kernel)
        shutil.copyfile(folder / f"debian/boot/vmlinuz-{kernel}", fresh / "kernel")
        _initrd(folder, modules, fresh / "initrd")
        _disk(folder, modules, fresh / "disk.qcow2")
        _manifest(fresh, source)
        fresh.chmod(0o755)
        if place.exists():
            shutil.rmtree(place)
        fresh.rename(place)


def _source() -> str:
    """Return a digest of what it is made from here; Debian's updates come with a new VERSION."""
    digest = hashlib.sha256(VERSION.encode())
    for path in (*sorted(_FILES.rglob("*")), *sorted(Path(__file__).parent.glob("*.py"))):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _modules(debian: Path, kernel: str) -> dict[str, Path]:
    root = debian / "lib/modules" / kernel
    return {path.name.partition(".")[0]: path for path in root.rglob("*.ko*")}


def _initrd(folder: Path, modules: dict[str, Path], target: Path) -> None:
    """Write what finds the disk: busybox and the drivers up to virtio-blk."""
    root = folder / "initrd"
    for name in ("bin", "dev", "proc", "sys", "root"):
        (root / name).mkdir(parents=True)
    _busybox(folder / "debian", root)
    _copy_modules(root, modules, _BOOT_MODULES)
    shutil.copyfile(_FILES / "initrd", root / "init")
    (root / "init").chmod(0o755)
    names = [".", *sorted(str(path.relative_to(root)) for path in root.rglob("*"))]
    command = [str(root / "bin/busybox"), "cpio", "-o", "-H", "newc", "-R", "0:0"]
    done = subprocess.run(
        command, cwd=root, input="\n".join(names).encode(), capture_output=True, check=True
    )
    target.write_bytes(gzip.compress(done.stdout, mtime=0))


def _disk(folder: Path, modules: dict[str, Path], target: Path) -> None:
    """Write the root file system, by mke2fs from a folder, as a compressed qcow2."""
    debian, root = folder / "debian", folder / "root"
    for name in _FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    _busybox(debian, root)
    for name in _PROGRAMS:
        _copy(debian / name, root / name)
    for name in _LIBRARIES:
        for library in (debian / name).glob("*.so*"):
            _copy(library, root / "lib/x86_64-linux-gnu" / library.name)
    _copy(debian / "lib64/ld-linux-x86-64.so.2", root / "lib64/ld-linux-x86-64.so.2")
    _copy_modules(root, modules, _MODULES)
    shutil.copytree(_FILES / "root", root, dirs_exist_ok=True)
    (root / "root").chmod(0o700)
    (root / "etc/shadow").chmod(0o600)
    (root / "tmp").chmod(0o1777)
    for script in ("etc/init.d/boot", "etc/init.d/stop", "etc/acpi/PWRF/00000080"):
        (root / script).chmod(0o755)
    (root / "etc/udhcpc/default.script").chmod(0o755)
    _file_system(root, folder / "disk.raw")
    convert = ["qemu-img", "convert", "-q", "-c", "-f", "raw", "-O", "qcow2"]
    _run([*convert, str(folder / "disk.raw"), str(target)])


def _file_system(root: Path, target: Path) -> None:
    options = ["-q", "-b", "4096", "-t", "ext4", "-L", "root", "-U", _UUID, "-m", "1"]
    # Room in the tables for a disk that grows to 256 GiB.
    extended = f"hash_seed={_UUID},root_owner=0:0,lazy_itable_init=1,resize=67108864"
    command = ["mke2fs", *options, "-E", extended, "-d", str(root), str(target), f"{_DISK_MB}M"]
    _run(command, {"E2FSPROGS_FAKE_TIME": _EPOCH})


def _busybox(debian: Path, root: Path) -> None:
    _copy(debian / "bin/busybox", root / "bin/busybox")
    for link, to in _LINKS.items():
        (root / link).parent.mkdir(parents=True, exist_ok=True)
        (root / link).symlink_to(to)


def _copy_modules(root: Path, modules: dict[str, Path], names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        if name not in modules:
            continue  # built into this kernel
        _copy(modules[name], root / f"lib/modules/{number:02d}-{modules[name].name}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.resolve(), target)
    target.chmod(0o755 if source.stat().st_mode & 0o100 else 0o644)


def _manifest(folder: Path, source: str) -> None:
    parts = sorted(path.name for path in folder.iterdir())
    files = {
        name: {
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
            "size": (folder / name).stat().st_size,
        }
        for name in parts
    }
    about = {
        "slug": SLUG,
        "version": VERSION,
        "name": "Tiny Linux (busybox)",
        "default_user": "root",
        "cloud_init": False,
        "minimum_disk_gb": 1,
        "minimum_memory_mb": 96,
        "command_line": "console=ttyS0 quiet loglevel=3",
        "files": files,
        "source": source,
    }
    (folder / "image.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def _run(command: list[str], env: dict[str, str] | None = None) -> None:
    if shutil.which(command[0]) is None:
        message = f"no {command[0]} here: install the packages qemu-utils and e2fsprogs"
        raise PackagesError(message)
    subprocess.run(command, check=True, capture_output=True, env=os.environ | (env or {}))


def main() -> int:
    """Read the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Build the tiny image of virtual machines.")
    parser.add_argument("folder", type=Path)
    try:
        place = build(parser.parse_args().folder.resolve())
    except PackagesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{place}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
