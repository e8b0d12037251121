"""What is said after `--` reaches Playwright, and nothing else does."""

import pytest

from infra.local.test import split_arguments


@pytest.mark.parametrize(
    ("given", "suites", "browser"),
    [
        ([], [], []),
        (["e2e"], ["e2e"], []),
        (["e2e", "--"], ["e2e"], []),
        (["e2e", "--", "specs/web/team.spec.ts"], ["e2e"], ["specs/web/team.spec.ts"]),
        (["e2e", "--", "--grep=a -- b", "--"], ["e2e"], ["--grep=a -- b", "--"]),
    ],
)
def test_arguments_after_the_dashes_are_playwrights(
    given: list[str], suites: list[str], browser: list[str]
) -> None:
    assert split_arguments(given) == (suites, browser)
