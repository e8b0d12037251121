"""From a spec to QEMU's command line. Pure: nothing here talks to anything.

QEMU runs in the machine's folder, so every path is a constant of ours; what comes from a spec is
numbers, an IP address and a checked name, in JSON where QEMU takes it.
"""

from collections.abc import Mapping

from app.core.json import dumps
from app.features.deployments.providers.base import VirtualMachineSpec
from app.features.deployments.providers.qemu import folder
from app.features.deployments.providers.qemu.images import DISK, INITRD, KERNEL, StoredImage

PROGRAM = "qemu-system-x86_64"
_SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
_BARE = ("-nodefaults", "-no-user-config", "-display", "none", "-sandbox", _SANDBOX)
IMAGES = "../../images"


def accelerator(*, kvm: bool) -> tuple[str, ...]:
    """Return how the processors run: by the hardware, or translated."""
    if kvm:
        return ("-accel", "kvm", "-cpu", "host")
    return ("-accel", "tcg,thread=multi", "-cpu", "max")


def command(spec: VirtualMachineSpec, image: StoredImage, program: str, *, kvm: bool) -> list[str]:
    """Return the argument list that starts the machine in its folder."""
    return [
        program,
        *("-name", spec.name, "-machine", "q35", *accelerator(kvm=kvm), *_BARE),
        *("-smp", str(spec.vcpus), "-m", f"{spec.memory_mb}M"),
        *_boot(image),
        *_disks(),
        *_network(spec),
        *_consoles(),
        *("-device", _json({"driver": "virtio-rng-pci"})),
        *("-device", _json({"driver": "virtio-balloon-pci"})),
    ]


def overlay(checksum: str, target: str) -> list[str]:
    """Return the arguments that make a disk over a verified image; its path is relative."""
    base = f"{IMAGES}/{checksum}/{DISK}"
    return ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", base, target]


def grow(disk_gb: int, target: str) -> list[str]:
    """Return the arguments that make a disk bigger."""
    return ["qemu-img", "resize", "-q", "-f", "qcow2", target, f"{disk_gb}G"]


def forwarded(spec: VirtualMachineSpec) -> list[dict[str, str]]:
    """Return the forwarded ports as QEMU's user-mode network takes them."""
    host = f"[{spec.host}]" if ":" in spec.host else spec.host
    return [{"str": f"tcp:{host}:{ours}-:{theirs}"} for ours, theirs in spec.all_forwards]


def _boot(image: StoredImage) -> list[str]:
    if not image.direct_kernel:
        return []
    place = f"{IMAGES}/{image.checksum}"
    initrd = ["-initrd", f"{place}/{INITRD}"] if INITRD in image.manifest.files else []
    line = ["-append", image.manifest.command_line]
    return ["-kernel", f"{place}/{KERNEL}", *initrd, *line]


def _disks() -> list[str]:
    file = {"driver": "file", "filename": folder.DISK}
    disk = {"driver": "qcow2", "node-name": "disk", "discard": "unmap", "file": file}
    iso = {"driver": "file", "filename": folder.SEED, "read-only": True}
    seed = {"driver": "raw", "node-name": "seed", "read-only": True, "file": iso}
    made: list[str] = []
    nodes: dict[str, Mapping[str, object]] = {"disk": disk, "seed": seed}
    for name, node in nodes.items():
        device = {"driver": "virtio-blk-pci", "drive": name, "id": name}
        made += ["-blockdev", _json(node), "-device", _json(device)]
    return made


def _network(spec: VirtualMachineSpec) -> list[str]:
    user = {
        "type": "user",
        "id": "net0",
        "restrict": not spec.outbound,
        "hostfwd": forwarded(spec),
    }
    card = {"driver": "virtio-net-pci", "netdev": "net0", "romfile": ""}
    return ["-netdev", _json(user), "-device", _json(card)]


def _consoles() -> list[str]:
    log = f"logfile={folder.CONSOLE},logappend=on"
    channel = {"driver": "virtserialport", "chardev": "agent", "name": "org.qemu.guest_agent.0"}
    return [
        *("-chardev", f"socket,id=serial,path={folder.SERIAL},server=on,wait=off,{log}"),
        *("-serial", "chardev:serial"),
        *("-chardev", f"socket,id=agent,path={folder.AGENT},server=on,wait=off"),
        *("-device", _json({"driver": "virtio-serial-pci"}), "-device", _json(channel)),
        *("-chardev", f"socket,id=monitor,path={folder.QMP},server=on,wait=off"),
        *("-mon", "chardev=monitor,mode=control"),
    ]


def _json(content: Mapping[str, object]) -> str:
    return dumps(content).decode()
