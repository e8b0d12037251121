import yaml

from infra.local.paths import ROOT

# A developer's mailbox and services as plain processes: neither exists in containers.
_NOT_IN_CONTAINERS = {"mailbox_url", "instances_dir"}


def test_containers_get_every_setting() -> None:
    from app.core.settings import Settings  # noqa: PLC0415 - the application's, only here

    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    passed = {name.lower() for name in compose["x-backend"]["environment"]}
    assert set(Settings.model_fields) - passed == _NOT_IN_CONTAINERS


def test_who_writes_files_and_who_reads_them_share_a_volume() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    folder = compose["x-backend"]["environment"]["FILES_DIR"]
    for name in ("api", "worker"):
        assert f"files:{folder}" in compose["services"][name]["volumes"]
    assert "files" in compose["volumes"]


def test_every_service_that_stays_says_whether_it_is_healthy() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    silent = {name for name, one in compose["services"].items() if "healthcheck" not in one}
    assert silent == {"migrate"}
