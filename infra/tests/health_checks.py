"""Every health check that the files of the installation name, and whom each asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from infra.local.paths import ROOT

_URL = re.compile(r"http://[\w.]+:(?P<port>\d+)(?P<path>/[^\s\"']*)")
_UPSTREAM_CHECK = re.compile(r"^\s*health_uri\s+(\S+)", re.MULTILINE)
COMPOSE = ROOT / "docker-compose.yml"
CADDYFILE = ROOT / "infra/proxy/Caddyfile"


@dataclass(frozen=True)
class HealthCheck:
    """One check: the file that names it, the program asked, and the path where it asks by HTTP."""

    file: str
    program: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.program} {self.path}".strip()


def compose_services() -> dict[str, Any]:
    """Return the services of docker-compose.yml."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    return found


def compose_checks() -> Iterator[HealthCheck]:
    """Yield the check of each service."""
    for name, service in compose_services().items():
        if "healthcheck" in service:
            words = " ".join(service["healthcheck"]["test"])
            found = _URL.search(words)
            yield HealthCheck(COMPOSE.name, name, found["path"] if found else "")


def proxy_checks() -> Iterator[HealthCheck]:
    """Yield what the proxy asks the API before it sends anybody there."""
    for path in _UPSTREAM_CHECK.findall(CADDYFILE.read_text(encoding="utf-8")):
        yield HealthCheck(CADDYFILE.name, "api", path)


def manifests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of the Kubernetes manifests with the name of its file."""
    for file in sorted((ROOT / "infra/k8s").glob("*/*.yaml")):
        if file.name != "kustomization.yaml":
            for found in yaml.safe_load_all(file.read_text(encoding="utf-8")):
                yield file.name, found


def containers() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the file, the kind of its owner, and each container of the manifests."""
    for file, found in manifests():
        template = found.get("spec", {}).get("template", {})
        for container in template.get("spec", {}).get("containers", []):
            yield file, found["kind"], container


def kubernetes_checks() -> Iterator[HealthCheck]:
    """Yield every probe."""
    for file, _, container in containers():
        for name in ("startupProbe", "readinessProbe", "livenessProbe"):
            if name in container:
                path = container[name].get("httpGet", {}).get("path", "")
                yield HealthCheck(file, container["name"].partition("-")[0], path)


def all_checks() -> list[HealthCheck]:
    """Return every check."""
    return [*compose_checks(), *proxy_checks(), *kubernetes_checks()]
