"""From a spec to what the Engine is asked for. Pure: nothing here talks to anything."""

import ipaddress
from typing import Any

from app.features.deployments.providers.base import ContainerSpec, NetworkMode, NodeTarget
from app.features.deployments.providers.images import (
    CONTAINER_PORT,
    CONTAINER_USER,
    Image,
)

MANAGED = "hostwright.managed"
NODE = "hostwright.node"
SERVICE = "hostwright.service"
NAME = "hostwright.name"
PORT = "hostwright.port"
FINGERPRINT = "hostwright.fingerprint"

_MIB, _GIB = 1 << 20, 1 << 30
_NANO_PER_MILLI = 1_000_000
_OPEN_FILES = 1024
_HOST_LABEL = 63
_SUBNET_PREFIX = 29
STOP_SECONDS = 5


def labels(spec: ContainerSpec, node: NodeTarget) -> dict[str, str]:
    """Return the labels that say whose it is; ours cannot be overwritten by the caller's."""
    return {
        **spec.labels,
        MANAGED: "true",
        NODE: node.node_id,
        SERVICE: spec.service_id,
        NAME: spec.name,
        PORT: str(spec.port),
        FINGERPRINT: spec.fingerprint(),
    }


def node_filter(node: NodeTarget, name: str = "") -> dict[str, list[str]]:
    """Return the list filter for everything of this node, or of one instance on it."""
    wanted = [f"{MANAGED}=true", f"{NODE}={node.node_id}"]
    return {"label": [*wanted, f"{NAME}={name}"] if name else wanted}


def volume_name(name: str) -> str:
    """Return the name of an instance's data volume."""
    return f"{name}-data"


def subnet(pool: str, port: int) -> str:
    """Return the /29 that belongs to a port: unique on a node because the port is.

    Raises ValueError when the pool is not an IPv4 network with room for it.
    """
    network = ipaddress.IPv4Network(pool)
    size = 1 << (32 - _SUBNET_PREFIX)
    first = int(network.network_address) + port * size
    if first + size - 1 > int(network.broadcast_address):
        message = f"{pool} is too small: a /13 has room for every port"
        raise ValueError(message)
    return f"{ipaddress.IPv4Address(first)}/{_SUBNET_PREFIX}"


def network(spec: ContainerSpec, node: NodeTarget) -> dict[str, Any]:
    """Return the request for the instance's own bridge."""
    config: dict[str, Any] = {
        "Name": spec.name,
        "Driver": "bridge",
        "CheckDuplicate": True,
        "Labels": labels(spec, node),
        "Options": {"com.docker.network.bridge.enable_icc": "false"},
    }
    if node.subnet_pool:
        config["IPAM"] = {"Config": [{"Subnet": subnet(node.subnet_pool, spec.port)}]}
    return config


def container(
    spec: ContainerSpec, image: Image, node: NodeTarget, network_id: str
) -> dict[str, Any]:
    """Return the request for the container; `network_id` is empty in host mode."""
    on_host = node.network_mode is NetworkMode.HOST
    environment = {
        "HOST": spec.host if on_host else "0.0.0.0",  # noqa: S104  inside its own network
        "PORT": str(spec.port if on_host else CONTAINER_PORT),
        "SITE_HOSTNAME": spec.hostname,
        "SITE_DIR": "/site",
        "DATA_DIR": image.data_dir,
    }
    config: dict[str, Any] = {
        "Image": spec.image_reference or image.reference,
        "User": CONTAINER_USER,
        "Env": [f"{key}={value}" for key, value in environment.items()],
        "Labels": labels(spec, node),
        "StopTimeout": STOP_SECONDS,
        "HostConfig": _host(spec, image),
    }
    if on_host:
        config["HostConfig"]["NetworkMode"] = "host"
        return config
    exposed = f"{CONTAINER_PORT}/tcp"
    published = {"HostIp": spec.host, "HostPort": str(spec.port)}
    config["Hostname"] = spec.hostname.split(".")[0][:_HOST_LABEL]
    config["ExposedPorts"] = {exposed: {}}
    config["HostConfig"] |= {"NetworkMode": network_id, "PortBindings": {exposed: [published]}}
    return config


def limits(spec: ContainerSpec) -> dict[str, int]:
    """Return the limits that can also be changed while the container runs."""
    memory = spec.memory_mb * _MIB
    return {
        "Memory": memory,
        "MemorySwap": memory,
        "NanoCpus": spec.cpu_millis * _NANO_PER_MILLI,
        "PidsLimit": spec.pids,
    }


def _host(spec: ContainerSpec, image: Image) -> dict[str, Any]:
    disk = spec.disk_gb * _GIB
    return limits(spec) | {
        "OomScoreAdj": 500,
        "ShmSize": 16 * _MIB,
        "Ulimits": [
            {"Name": "nofile", "Soft": _OPEN_FILES, "Hard": _OPEN_FILES},
            {"Name": "core", "Soft": 0, "Hard": 0},
            {"Name": "fsize", "Soft": disk, "Hard": disk},
        ],
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "Privileged": False,
        "ReadonlyRootfs": True,
        "IpcMode": "private",
        "Tmpfs": dict(image.tmpfs),
        "Mounts": _mounts(spec, image),
        "RestartPolicy": {"Name": "unless-stopped"},
        "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "2"}},
    }


def _mounts(spec: ContainerSpec, image: Image) -> list[dict[str, str]]:
    if not image.data_dir:
        return []
    return [{"Type": "volume", "Source": volume_name(spec.name), "Target": image.data_dir}]
