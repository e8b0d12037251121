"""What a new machine is told of itself: a NoCloud disk, read by cloud-init and the tiny image."""

import hashlib
import io
from typing import Any

import pycdlib
import yaml

from app.features.deployments.providers.base import VirtualMachineSpec

_LABEL = "cidata"
_CONFIG = b"#cloud-config\n"
_FILES = {
    "meta-data": "METADATA",
    "user-data": "USERDATA",
    "vendor-data": "VENDORDA",
    "network-config": "NETWORK",
}
_WIDTH = 1 << 20


def documents(spec: VirtualMachineSpec, default_user: str) -> dict[str, bytes]:
    """Return the files of the seed by name; the customer's user data is passed on as it is."""
    told = {
        "vendor-data": _CONFIG + _yaml(_vendor_data(spec, default_user)),
        "user-data": spec.user_data or _CONFIG,
        "network-config": _yaml(_network()),
    }
    meta = {"local-hostname": spec.hostname, "public-keys": list(spec.ssh_keys)}
    # Another content is another instance to cloud-init: it is applied at the next boot.
    parts = [spec.service_id.encode(), _yaml(meta), *(told[name] for name in sorted(told))]
    identity = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    return {"meta-data": _yaml({"instance-id": f"iid-{identity}", **meta}), **told}


def disk_image(files: dict[str, bytes]) -> bytes:
    """Return an ISO 9660 file system with the files, labelled as NoCloud wants it."""
    made = pycdlib.PyCdlib()
    made.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident=_LABEL)
    for name, content in files.items():
        made.add_fp(
            io.BytesIO(content),
            len(content),
            f"/{_FILES[name]}.;1",
            rr_name=name,
            joliet_path=f"/{name}",
        )
    out = io.BytesIO()
    made.write_fp(out)
    made.close()
    return out.getvalue()


def _vendor_data(spec: VirtualMachineSpec, user: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "hostname": spec.hostname,
        "ssh_pwauth": bool(spec.password_hash),
        "disable_root": user != "root",
        "ssh_authorized_keys": list(spec.ssh_keys),
        "growpart": {"mode": "auto", "devices": ["/"]},
    }
    if spec.password_hash:
        entry = {"name": user, "password": spec.password_hash, "type": "hash"}
        told["chpasswd"] = {"expire": False, "users": [entry]}
    return told


def _network() -> dict[str, Any]:
    card = {"match": {"name": "e*"}, "dhcp4": True}
    return {"version": 2, "ethernets": {"first": card}}


def _yaml(content: dict[str, Any]) -> bytes:
    text: str = yaml.safe_dump(content, default_flow_style=False, sort_keys=False, width=_WIDTH)
    return text.encode()
