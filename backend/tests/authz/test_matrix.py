"""The authorisation matrix: every operation, asked by everybody there is."""

import pytest

from tests.authz.matrix import Matrix


async def test_everybody_gets_what_was_agreed(
    matrix: Matrix, capsys: pytest.CaptureFixture[str]
) -> None:
    report = await matrix.run()
    with capsys.disabled():
        print(f"\n{report}")  # noqa: T201  the figure is to be seen in the log
    assert not report.mismatches, "\n".join(report.mismatches)
    assert report.operations > 60
    assert report.cells > report.operations * 20
