"""What Celery's own lines are about: it writes ids and names into the text, we beside it."""

import re
from collections.abc import Mapping
from logging import LogRecord

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_DUE = "Scheduler: Sending due task %s (%s)"


def fields(record: LogRecord) -> Mapping[str, object]:
    """Return `task`, `message_id` and `job_ids` of a line of Celery's; empty for any other."""
    about = getattr(record, "data", None)
    if isinstance(about, dict) and "id" in about and "name" in about:
        found: dict[str, object] = {"task": about["name"], "message_id": about["id"]}
        job_ids = _UUID.findall(str(about.get("args", "")))
        return found | ({"job_ids": job_ids} if job_ids else {})
    if record.msg == _DUE and isinstance(record.args, tuple):
        return {"task": record.args[1]}
    return {}
