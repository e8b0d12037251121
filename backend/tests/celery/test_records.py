"""What a line of Celery's own log is about."""

import logging
from collections.abc import Mapping

import pytest

from app.celery.records import fields

JOB = "0190163d-8694-739b-aea5-966c26f8ad91"


def _line(message: str, *about: object, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("celery", logging.INFO, "", 0, message, about, None)
    record.__dict__.update(extra)
    return record


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            _line("received", data={"id": "m1", "name": "billing.renew", "args": f"['{JOB}']"}),
            {"task": "billing.renew", "message_id": "m1", "job_ids": [JOB]},
        ),
        (
            _line("received", data={"id": "m1", "name": "jobs.sweep"}),
            {"task": "jobs.sweep", "message_id": "m1"},
        ),
        (
            _line("Scheduler: Sending due task %s (%s)", "sweep", "jobs.sweep"),
            {"task": "jobs.sweep"},
        ),
        (_line("mingle: all alone"), {}),
    ],
    ids=["with jobs", "without", "due", "another"],
)
def test_a_line_names_its_task_and_jobs(
    line: logging.LogRecord, expected: Mapping[str, object]
) -> None:
    assert fields(line) == expected
