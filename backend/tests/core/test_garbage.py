"""What programs that stay do with what they loaded: asked in a process of its own."""

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import gc
import app
from app.core import garbage
loading = gc.get_threshold()[0]
garbage.settle()
print(loading, gc.get_threshold()[0], gc.get_freeze_count() > 0)
"""


def test_what_was_loaded_is_left_alone_and_what_comes_after_is_looked_at() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["1000000", "100000", "True"]
