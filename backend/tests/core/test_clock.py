from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core import clock


def test_a_moment_of_no_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"), clock.freeze(datetime(2026, 11, 22)):  # noqa: DTZ001  what is refused
        pass


def test_a_frozen_clock_answers_in_utc_and_goes_on_afterwards() -> None:
    moscow = timezone(timedelta(hours=3))
    with clock.freeze(datetime(2026, 11, 22, 3, tzinfo=moscow)):
        assert clock.now() == datetime(2026, 11, 22, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
