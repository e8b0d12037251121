import json
from pathlib import Path

import pytest

from infra.local.coverage import WHOLE, judge, room_of

Branches = dict[str, tuple[int, int]]
_DOCKER = "app/features/deployments/providers/docker/network.py"
_QEMU = "app/features/deployments/providers/qemu/power.py"
_GOOD: Branches = {
    "app/auth/guard.py": (10, 0),
    "app/features/billing/dao/ledger.py": (20, 0),
    "app/features/deployments/service.py": (30, 0),
    "app/features/reports/service.py": (0, 0),
    "app/core/clock.py": (4, 1),
    "app/core/money.py": (5, 0),
    "app/wiring.py": (9, 1),
    "sandbox/page/language.py": (9, 1),
    "sandbox/process/driver.py": (24, 0),
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "branches.json"


def _write(report: Path, branches: Branches) -> None:
    """Write a report of files with so many branches gone and so many not."""
    files = {
        file: {
            "executed_branches": [[line, line + 1] for line in range(gone)],
            "missing_branches": [[100 + line, 0 if line else 101] for line in range(missing)],
        }
        for file, (gone, missing) in branches.items()
    }
    report.write_text(json.dumps({"files": files}))


def test_rooms_that_are_at_their_figures_are_enough(report: Path) -> None:
    _write(report, _GOOD)
    verdict = judge(report, docker=True)
    assert verdict.good
    assert verdict.lines == [
        "  app/*.py                      90.0 %",
        "  app/auth                     100.0 %",
        "  app/core                      90.0 %",
        "  app/features/billing         100.0 %",
        "  app/features/deployments     100.0 %",
        "  sandbox/page                  90.0 %",
        "  sandbox/process              100.0 %",
    ]


@pytest.mark.parametrize(
    ("file", "branches", "room", "told"),
    [
        ("app/core/clock.py", (4, 2), "app/core", ["100→101", "101→end"]),
        ("app/auth/guard.py", (999, 1), "app/auth", ["100→101"]),
        ("app/features/billing/x.py", (999, 1), "app/features/billing", ["100→101"]),
        ("app/features/orders/x.py", (8, 1), "app/features/orders", ["100→101"]),
        ("sandbox/serve.py", (0, 1), "sandbox/*.py", ["100→101"]),
    ],
)
def test_a_room_below_its_figure_is_named_with_its_files_and_lines(
    report: Path, file: str, branches: tuple[int, int], room: str, told: list[str]
) -> None:
    _write(report, _GOOD | {file: branches})
    verdict = judge(report, docker=True)
    assert not verdict.good
    (line,) = (line for line in verdict.lines if "below" in line)
    assert line.startswith(f"  {room} ")
    assert line.endswith(f"below {WHOLE.get(room, 90)} %")
    (cause,) = verdict.causes
    assert cause.startswith(f"{room}: ")
    assert [line.strip() for line in verdict.lines if "→" in line] == [
        f"{file}: {branch}" for branch in told
    ]


def test_the_docker_driver_counts_only_where_a_daemon_ran_it(report: Path) -> None:
    _write(report, _GOOD | {_DOCKER: (0, 3)})
    without = judge(report, docker=False)
    assert without.good
    assert "no Docker daemon" in without.lines[-1]
    with_docker = judge(report, docker=True)
    assert not with_docker.good
    assert f"    {_DOCKER}: 100→101" in with_docker.lines


def test_the_qemu_driver_counts_only_where_qemu_ran_it(report: Path) -> None:
    _write(report, _GOOD | {_QEMU: (0, 3)})
    without = judge(report, docker=True, qemu=False)
    assert without.good
    assert "no QEMU" in without.lines[-1]
    assert not judge(report, docker=True, qemu=True).good


@pytest.mark.parametrize("gone", list(WHOLE))
def test_a_room_that_must_be_whole_cannot_vanish(report: Path, gone: str) -> None:
    _write(report, {file: both for file, both in _GOOD.items() if not file.startswith(gone)})
    verdict = judge(report, docker=True)
    assert not verdict.good
    assert f"  {gone} was not measured" in verdict.lines


def test_what_was_not_measured_is_not_enough(report: Path) -> None:
    assert not judge(report, docker=False).good


@pytest.mark.parametrize(
    ("file", "room"),
    [
        ("app/wiring.py", "app/*.py"),
        ("app/core/clock.py", "app/core"),
        ("app/features/users/service/people.py", "app/features/users"),
        ("app/features/__init__.py", "app/features/*.py"),
        ("sandbox/serve.py", "sandbox/*.py"),
        ("sandbox/payments/app.py", "sandbox/payments"),
    ],
)
def test_files_are_counted_where_they_stand(file: str, room: str) -> None:
    assert room_of(file) == room
