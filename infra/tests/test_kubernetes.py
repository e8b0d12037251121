from typing import Any

import pytest
import yaml
from app.celery.queues import GROUPS

from infra.local.paths import ROOT
from infra.tests.health_checks import containers, manifests

FOLDER = ROOT / "infra/k8s"
CONTAINERS = [pytest.param(kind, one, id=one["name"]) for _, kind, one in containers()]


def _kustomization(path: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (FOLDER / path / "kustomization.yaml").read_text("utf-8")
    )
    return found


def _arguments() -> dict[str, list[str]]:
    return {one["name"]: one.get("args", []) for _, _, one in containers()}


def test_the_kustomization_names_every_file() -> None:
    named = set(_kustomization(".")["resources"])
    named |= {f"flower/{name}" for name in _kustomization("flower")["resources"]}
    there = {str(one.relative_to(FOLDER)) for one in FOLDER.glob("*/*.yaml")}
    assert named == {one for one in there if not one.endswith("kustomization.yaml")}


def test_every_group_of_queues_has_its_workers() -> None:
    workers = {name: args for name, args in _arguments().items() if name.startswith("worker-")}
    assert workers.keys() == {f"worker-{group}" for group in GROUPS}
    for group, queues in GROUPS.items():
        args = workers[f"worker-{group}"]
        assert args[args.index("--queues") + 1] == ",".join(queues)
        assert args[args.index("--hostname") + 1] == f"{group}@%h"


def test_workers_are_scaled_by_the_queues_they_take() -> None:
    objects = [found for _, found in manifests() if found["kind"] == "ScaledObject"]
    assert objects
    for found in objects:
        target = found["spec"]["scaleTargetRef"]["name"]
        group = target.removeprefix("worker-")
        query = found["spec"]["triggers"][0]["metadata"]["query"]
        wanted = ", ".join(f"'{queue}'" for queue in GROUPS[group])
        assert f"queue IN ({wanted})" in query


def test_what_is_scaled_has_no_number_of_its_own() -> None:
    scaled = {
        found["spec"]["scaleTargetRef"]["name"]
        for _, found in manifests()
        if "scaleTargetRef" in found.get("spec", {})
    }
    fixed = {
        found["metadata"]["name"]
        for _, found in manifests()
        if found["kind"] == "Deployment" and "replicas" in found["spec"]
    }
    assert scaled & fixed == set()
    assert "beat" in fixed


@pytest.mark.parametrize(("kind", "container"), CONTAINERS)
def test_a_container_may_do_little_and_says_what_it_needs(
    kind: str, container: dict[str, Any]
) -> None:
    allowed = container["securityContext"]
    assert allowed["allowPrivilegeEscalation"] is False
    assert allowed["readOnlyRootFilesystem"] is True
    assert allowed["capabilities"] == {"drop": ["ALL"]}
    assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
    assert "memory" in container["resources"]["limits"]
    probes = {"readinessProbe", "livenessProbe"} & container.keys()
    assert probes or kind == "Job"


def test_nothing_runs_as_root_and_the_scheduler_is_alone() -> None:
    pods = [found["spec"] for _, found in manifests() if found["kind"] in {"Deployment", "Job"}]
    for pod in pods:
        assert pod["template"]["spec"]["securityContext"]["runAsNonRoot"] is True
    (beat,) = [found["spec"] for file, found in manifests() if file == "beat.yaml"]
    assert (beat["replicas"], beat["strategy"]) == (1, {"type": "Recreate"})


def test_every_variable_of_the_settings_map_is_one_of_ours() -> None:
    (config,) = [found for file, found in manifests() if file == "config.yaml"]
    known = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in config["data"] if f"#{name}=" not in known] == []
