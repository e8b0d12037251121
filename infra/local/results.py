"""What the suites did: read from their JUnit reports, told in one summary."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

_WIDTH = 10


@dataclass
class Outcome:
    """One suite's result."""

    name: str
    code: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether the suite ended well."""
        return self.code == 0 and self.failed == 0

    def read(self, report: Path) -> "Outcome":
        """Count the cases of a JUnit report; a suite without one counts as it exited."""
        if not report.exists():
            self.passed, self.failed = (1, 0) if self.code == 0 else (0, 1)
            return self
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own runners
            skip = case.find("skipped")
            if skip is not None:
                self.skipped[skip.get("message") or "no reason given"] += 1
            elif case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            else:
                self.passed += 1
        return self


def summary(outcomes: list[Outcome]) -> str:
    """Return the closing lines: each suite, what was skipped and why, and the total."""
    lines = ["", "Suites"]
    for one in outcomes:
        mark = "ok" if one.good else "FAILED"
        counts = f"{one.passed} passed, {one.failed} failed, {one.skipped.total()} skipped"
        lines.append(f"  {one.name:<{_WIDTH}} {mark:<6} {counts:<44} {one.seconds:6.1f} s")
    reasons = sum((one.skipped for one in outcomes), Counter[str]())
    lines += [f"  skipped {count}: {reason}" for reason, count in reasons.items()]
    passed, failed = sum(one.passed for one in outcomes), sum(one.failed for one in outcomes)
    failed = failed or sum(not one.good for one in outcomes)
    lines += ["", f"{passed} passed, {failed} failed, {reasons.total()} skipped"]
    return "\n".join(lines)
