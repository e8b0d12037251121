"""What the suites did: read from their JUnit reports, told in one summary."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

_WIDTH = 10
_NAMED = 20  # failures that the closing lines name, of each suite
_REASONS = {"skip", "fixme"}  # how Playwright notes why a test is skipped


@dataclass
class Outcome:
    """One suite's result."""

    name: str
    code: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    not_run: Counter[str] = field(default_factory=Counter)
    causes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the suite ended well."""
        return self.code == 0 and self.failed == 0 and not self.not_run

    def read(self, report: Path) -> "Outcome":
        """Count the cases of a JUnit report; a suite without one counts as it exited."""
        if not report.exists():
            self.passed, self.failed = (1, 0) if self.code == 0 else (0, 1)
            return self
        suites = list(ET.parse(report).iter("testsuite"))  # noqa: S314 - written by our own runners
        failed = {_project(one) for one in suites if any(map(_has_failed, one))}
        for suite in suites:
            for case in suite.findall("testcase"):
                self._count(case, failed - {_project(suite)})
        return self

    def _count(self, case: ET.Element, failed: set[str]) -> None:
        """Count one case; `failed` are the other projects of the suite with failures.

        Playwright reports what it never came to as skipped, without a reason.
        """
        if case.find("skipped") is None:
            self.failed += _has_failed(case)
            self.passed += not _has_failed(case)
            self.causes += [_name(case)] if _has_failed(case) else []
        elif reason := _reason(case):
            self.skipped[reason] += 1
        elif self.code == 0:
            self.skipped["no reason given"] += 1
        elif failed:
            self.not_run[f"{self.name} waits for {', '.join(sorted(failed))}, which failed"] += 1
        else:
            self.not_run[f"{self.name} ended early"] += 1


def _project(suite: ET.Element) -> str:
    """Return the Playwright project of a file's cases; other runners name the machine there."""
    return suite.get("hostname", "")


def _name(case: ET.Element) -> str:
    return f"{case.get('classname', '')} {case.get('name', '')}".strip()


def _has_failed(case: ET.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def _reason(case: ET.Element) -> str | None:
    messages = [one.get("message") for one in case.findall("skipped")]
    noted = [one.get("value") for one in case.iter("property") if one.get("name") in _REASONS]
    return next(filter(None, messages + noted), None)


def summary(outcomes: list[Outcome]) -> str:
    """Return the closing lines: each suite, what was skipped or failed and why, and the total."""
    lines = ["", "Suites"]
    for one in outcomes:
        mark = "ok" if one.good else "FAILED"
        counts = _counts(one.passed, one.failed, one.skipped, one.not_run)
        lines.append(f"  {one.name:<{_WIDTH}} {mark:<6} {counts:<44} {one.seconds:6.1f} s")
    skipped = sum((one.skipped for one in outcomes), Counter[str]())
    not_run = sum((one.not_run for one in outcomes), Counter[str]())
    lines += [f"  skipped {count}: {reason}" for reason, count in skipped.items()]
    lines += [f"  did not run {count}: {reason}" for reason, count in not_run.items()]
    lines += [line for one in outcomes for line in _causes(one)]
    passed, failed = sum(one.passed for one in outcomes), sum(one.failed for one in outcomes)
    failed = failed or sum(not one.good for one in outcomes)
    lines += ["", _counts(passed, failed, skipped, not_run)]
    return "\n".join(lines)


def _causes(one: Outcome) -> list[str]:
    """Name what failed; a log that is cut at its beginning still tells it."""
    more = len(one.causes) - _NAMED
    named = [f"  {one.name} failed: {cause}" for cause in one.causes[:_NAMED]]
    return [*named, f"  {one.name}: {more} more failed"] if more > 0 else named


def _counts(passed: int, failed: int, skipped: Counter[str], not_run: Counter[str]) -> str:
    counts = f"{passed} passed, {failed} failed, {skipped.total()} skipped"
    return f"{counts}, {not_run.total()} did not run" if not_run else counts
