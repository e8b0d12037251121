from collections import Counter
from pathlib import Path

from infra.local.results import Outcome, summary

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
<testcase name="d"><skipped message="no Docker daemon answers"/></testcase>
</testsuite></testsuites>"""

BROWSER_REPORT = """<testsuites id="" name="">
<testsuite name="web/team.spec.ts" hostname="together"><testcase name="a"/>
<testcase name="b"><failure message="b" type="FAILURE"/></testcase>
<testcase name="c"><properties>
<property name="skip" value="no Docker daemon answers"/></properties><skipped/></testcase>
</testsuite>
<testsuite name="ops/nodes.spec.ts" hostname="alone">
<testcase name="d"><properties>
<property name="tag" value="@driver"/></properties><skipped/></testcase>
<testcase name="e"><skipped/></testcase></testsuite></testsuites>"""


def test_a_report_is_counted(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(REPORT)
    outcome = Outcome("backend", 1, 2.5).read(tmp_path / "x.xml")
    assert (outcome.passed, outcome.failed) == (1, 2)
    assert outcome.skipped == Counter({"no Docker daemon answers": 1})
    assert not outcome.good


def test_what_waits_for_a_failed_project_did_not_run(tmp_path: Path) -> None:
    (tmp_path / "e2e.xml").write_text(BROWSER_REPORT)
    outcome = Outcome("e2e", 1, 2.5).read(tmp_path / "e2e.xml")
    assert (outcome.passed, outcome.failed) == (1, 1)
    assert outcome.skipped == Counter({"no Docker daemon answers": 1})
    lines = summary([outcome]).splitlines()
    assert "  did not run 2: e2e waits for together, which failed" in lines
    assert "  e2e failed: b" in lines
    assert lines[-1] == "1 passed, 1 failed, 1 skipped, 2 did not run"


def test_the_summary_names_a_bounded_number_of_failures() -> None:
    lines = summary([Outcome("backend", 1, 1.0, failed=25, causes=["a test"] * 25)]).splitlines()
    assert lines.count("  backend failed: a test") == 20
    assert "  backend: 5 more failed" in lines


def test_a_suite_that_ended_early_failed(tmp_path: Path) -> None:
    (tmp_path / "e2e.xml").write_text(BROWSER_REPORT.replace("failure", "system-out"))
    outcome = Outcome("e2e", 1, 2.5).read(tmp_path / "e2e.xml")
    assert outcome.not_run == Counter({"e2e ended early": 2})
    assert not outcome.good
    assert any("e2e        FAILED" in line for line in summary([outcome]).splitlines())


def test_a_skip_that_names_nothing_is_told_of_where_the_suite_ended_well(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(
        '<testsuite><testcase name="a"><skipped/></testcase></testsuite>'
    )
    outcome = Outcome("frontend", 0, 1.0).read(tmp_path / "x.xml")
    assert outcome.skipped == Counter({"no reason given": 1})


def test_the_summary_names_what_was_missing_and_ends_with_the_total() -> None:
    good = Outcome("check", 0, 1.0, passed=1)
    skipped = Outcome("e2e-docker", 0, 0.0, skipped=Counter(["no Docker"]))
    lines = summary([good, skipped]).splitlines()
    assert "  skipped 1: no Docker" in lines
    assert lines[-1] == "1 passed, 0 failed, 1 skipped"


def test_a_suite_that_broke_without_a_failed_case_is_a_failure() -> None:
    assert (
        summary([Outcome("backend", 2, 1.0, passed=3)]).splitlines()[-1].startswith("3 passed, 1")
    )


def test_a_suite_without_a_report_counts_as_it_exited(tmp_path: Path) -> None:
    assert Outcome("check", 0, 1.0).read(tmp_path / "no.xml").passed == 1
    assert Outcome("check", 1, 1.0).read(tmp_path / "no.xml").failed == 1
