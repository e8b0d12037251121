"""Jobs through killed workers, an emptied broker and leases that run out: none lost, none doubled.

`just chaos` runs it with 10 000 jobs, 120 kills and 24 wipes; the suite with a few of each.
"""

import os
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.dao.session import Database
from tests.faults.chaos import PROFILES, chaos
from tests.faults.defects import DEFECTS

_SEED = 20_261_130


async def test_no_job_is_lost_or_has_two_effects(
    committed: Database, own: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = PROFILES[os.environ.get("CHAOS", "ci")]
    async with chaos(committed, own, tmp_path / "log", seed=_SEED) as run:
        verdict = await run.run(profile)
    with capsys.disabled():
        print(f" {verdict.written} jobs, {dict(verdict.faults)}", end="")  # noqa: T201  the figures
    assert verdict.good, verdict
    assert verdict.faults["kill"] >= profile.rounds - 1
    assert verdict.faults["wipe"] == profile.rounds // profile.wipe_every


@pytest.mark.parametrize("defect", DEFECTS)
async def test_a_planted_defect_is_seen(
    committed: Database, own: Settings, tmp_path: Path, defect: str
) -> None:
    async with chaos(committed, own, tmp_path / "log", seed=_SEED, defect=defect) as run:
        verdict = await run.run(PROFILES["ci"])
    seen = {"no_lease_check": verdict.doubled, "early_acknowledgement": verdict.lost}
    assert seen[defect], verdict
