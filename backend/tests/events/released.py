"""The rows of the last release: one event of every type, one job of every task and handler.

`python -m tests.events.released` writes them anew, which is done at a release and at no other time:
what it drops is what the next release need not read any more.
"""

import inspect
import warnings
from itertools import starmap
from pathlib import Path
from typing import Any, get_type_hints

import hypothesis
from hypothesis import strategies
from pydantic import TypeAdapter, ValidationError

from app.celery.spec import TaskSpec, task_specs
from app.celery.worker import load_tasks
from app.core import json
from app.events.base import Event, event_types
from app.events.bus import handlers_of
from app.events.outbox import HANDLE

FILE = Path(__file__).with_name("released.json")
_FIXED = hypothesis.settings(database=None, deadline=None, derandomize=True)


def released() -> dict[str, Any]:
    """Return the rows as they were written."""
    rows: dict[str, Any] = json.loads(FILE.read_bytes())
    return rows


def _event(kind: type[Event]) -> dict[str, Any]:
    found = hypothesis.find(strategies.from_type(kind), lambda _: True, settings=_FIXED)
    payload = found.model_dump(mode="json")
    return {"type": kind.type, "version": kind.version, "payload": payload}


def arguments_of(spec: TaskSpec) -> dict[str, Any]:
    """Return the types of what a task takes beside the session, by name."""
    function = spec.outside.prepare if spec.outside else spec.run
    hints = get_type_hints(inspect.unwrap(function), include_extras=True)
    named = {name: hint for name, hint in hints.items() if name.lstrip("_") != "session"}
    named.pop("return", None)
    return named


def _payload(spec: TaskSpec) -> dict[str, Any]:
    return {name: _argument(hint) for name, hint in arguments_of(spec).items()}


def _argument(hint: Any) -> object:
    taken = TypeAdapter(hint)

    def fits(value: object) -> bool:
        try:
            taken.validate_python(value)
        except ValidationError:
            return False
        return True

    found = hypothesis.find(strategies.from_type(hint), fits, settings=_FIXED)
    return taken.dump_python(found, mode="json")


def _section(name: str, rows: list[object]) -> bytes:
    lines = b",\n".join(json.dumps(row) for row in rows)
    return json.dumps(name) + b": [\n" + lines + b"\n]"


def _rows() -> dict[str, Any]:
    return {
        "events": sorted(map(_event, event_types()), key=lambda row: row["type"]),
        "handlers": sorted(
            [kind.type, listening.name] for kind in event_types() for listening in handlers_of(kind)
        ),
        "jobs": sorted(
            (
                {"task": spec.name, "payload": _payload(spec)}
                for spec in task_specs()
                if spec.name != HANDLE
            ),
            key=lambda row: row["task"],
        ),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    load_tasks()
    FILE.write_bytes(b"{\n" + b",\n".join(starmap(_section, _rows().items())) + b"\n}\n")
