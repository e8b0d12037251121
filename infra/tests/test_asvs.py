"""The table of security requirements names proofs that exist."""

import re

from infra.local.paths import ROOT

TABLE = (ROOT / "infra" / "decisions" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([0-9][^|]*) \| ([^|]+) \| (`[^|]+`) \|$", re.MULTILINE)


def test_every_requirement_has_a_proof_that_exists() -> None:
    rows = ROW.findall(TABLE)
    named = {file for _, _, proofs in rows for file in re.findall(r"`([^`]+)`", proofs)}
    assert len(rows) > 50
    assert sorted(file for file in named if not (ROOT / file).is_file()) == []


def test_no_requirement_is_claimed_twice_without_saying_so() -> None:
    claimed = [part.strip() for first, _, _ in ROW.findall(TABLE) for part in first.split(",")]
    assert sorted(part for part in claimed if claimed.count(part) > 1) == []
