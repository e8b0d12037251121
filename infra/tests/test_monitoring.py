"""Rules and dashboards: understood by Prometheus, and about what the program really tells."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from infra.local.paths import ROOT, VENV_BIN
from infra.tests.binaries import binary

_FOLDER = ROOT / "infra/monitoring"
_NAME = re.compile(r"\bhostwright_[a-z_]+")
_OF_HISTOGRAMS = re.compile(r"_(?:bucket|sum|count)$")
_SECONDS = 60


def _expressions() -> Iterator[tuple[str, str]]:
    rules = yaml.safe_load((_FOLDER / "rules.yml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for path in sorted(_FOLDER.glob("dashboards/*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel["targets"]:
                yield f"{path.name}: {panel['title']}", target["expr"]


@pytest.fixture(scope="module")
def exported() -> set[str]:
    """The name of every metric that the program tells."""
    import app.main  # noqa: PLC0415, F401 - the application's, only here
    from app.celery.worker import load_tasks  # noqa: PLC0415 - the same
    from app.core.metrics import declared  # noqa: PLC0415 - the same
    from app.features.system.dao.snapshot import GAUGES  # noqa: PLC0415 - the same

    load_tasks()
    return {*declared(), *GAUGES}


def test_every_metric_of_a_rule_or_dashboard_is_told_by_the_program(exported: set[str]) -> None:
    named = {
        (where, _OF_HISTOGRAMS.sub("", name) if _OF_HISTOGRAMS.sub("", name) in exported else name)
        for where, expression in _expressions()
        for name in _NAME.findall(expression)
    }
    assert len(named) > 50
    assert [one for one in sorted(named) if one[1] not in exported] == []


def test_every_metric_of_the_program_is_on_a_dashboard_or_in_a_rule(exported: set[str]) -> None:
    shown = " ".join(expression for _, expression in _expressions())
    assert [name for name in sorted(exported) if name not in shown] == []


def _promtool(*arguments: str, folder: Path = _FOLDER) -> None:
    promtool = binary("promtool", "prometheus", "usr/bin/promtool")
    done = subprocess.run(
        [str(promtool), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_understands_rules_and_configuration(tmp_path: Path) -> None:
    _promtool("check", "rules", "rules.yml")
    text = (_FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    token = tmp_path / "token"
    token.write_text("secret", encoding="utf-8")
    text = text.replace("/run/secrets/metrics_token", str(token))
    text = text.replace("/etc/prometheus/rules.yml", str(_FOLDER / "rules.yml"))
    (tmp_path / "prometheus.yml").write_text(text, encoding="utf-8")
    _promtool("check", "config", "prometheus.yml", folder=tmp_path)


def test_alerts_fire_when_they_should_and_only_then() -> None:
    _promtool("test", "rules", "rules.test.yml")


def test_every_alert_has_a_case_that_fires_it() -> None:
    rules = yaml.safe_load((_FOLDER / "rules.yml").read_text(encoding="utf-8"))["groups"]
    tests = yaml.safe_load((_FOLDER / "rules.test.yml").read_text(encoding="utf-8"))["tests"]
    asked = [one for test in tests for one in test["alert_rule_test"]]
    fired = {one["alertname"] for one in asked if one["exp_alerts"]}
    assert {rule["alert"] for group in rules for rule in group["rules"]} - fired == set()


def test_every_expression_of_a_dashboard_parses(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:number:{number}", "expr": expression}
        for number, (_, expression) in enumerate(_expressions())
    ]
    text = yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]})
    (tmp_path / "dashboards.yml").write_text(text, encoding="utf-8")
    _promtool("check", "rules", "dashboards.yml", folder=tmp_path)


def test_a_secret_of_the_environment_can_be_copied_into_its_container() -> None:
    overlay = yaml.safe_load((_FOLDER / "compose.yml").read_text(encoding="utf-8"))
    copied = {name for name, one in overlay["secrets"].items() if "environment" in one}
    assert copied
    for name, service in overlay["services"].items():
        given = copied & set(service.get("secrets", []))
        assert not (given and service.get("read_only")), f"{name}: its file system is read-only"


def test_everything_the_overlay_mounts_is_there() -> None:
    overlay = yaml.safe_load((_FOLDER / "compose.yml").read_text(encoding="utf-8"))
    mounted = {
        volume.split(":")[0]: volume.split(":")[1]
        for service in overlay["services"].values()
        for volume in service["volumes"]
        if volume.startswith("./")
    }
    assert [source for source in mounted if not (ROOT / source).exists()] == []
    (provider,) = yaml.safe_load((_FOLDER / "grafana/dashboards.yml").read_text())["providers"]
    assert provider["options"]["path"] == mounted["./infra/monitoring/dashboards"]


def test_what_runs_them_follows_the_compose_specification() -> None:
    check = [str(VENV_BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*check, str(_FOLDER / "compose.yml")], capture_output=True, timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
