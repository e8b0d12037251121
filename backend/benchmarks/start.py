"""Starting: processor time to import, and memory once started, each against a bare process.

Times are the least of several runs, user and system together; `bare` imports only the libraries
that any such process needs. Memory is the process's own pages (USS), which like processes do not
share.
"""

import os
import resource
import subprocess
import sys

_RUNS = 5
_BARE = "import asyncpg, celery, fastapi, loguru, sqlalchemy.ext.asyncio, sqlmodel"
_PROGRAMS = {
    "bare": _BARE,
    "api": "import app.main; app.main.create_app()",
    "worker": "import app.celery.worker as worker; worker.load_tasks()",
}
_BUDGET_MB = {"api": 150, "worker": 125}
"""What a started process may hold; more needs a reason, or a library that loads on first use."""
_MEMORY = "; import psutil; print(psutil.Process().memory_full_info().uss)"


def _processor_seconds(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(program)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(program: str) -> str:
    # Whoever measures may forbid to keep compiled modules: no installation does.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    answer = subprocess.run(  # noqa: S603  our own interpreter and programs
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    return answer.stdout


def main() -> None:
    """Print seconds and megabytes of each; exits with an error above the budget of memory."""
    for program in _PROGRAMS.values():
        _run(program)
    least = {
        name: min(_processor_seconds(program) for _ in range(_RUNS))
        for name, program in _PROGRAMS.items()
    }
    megabytes = {name: int(_run(one + _MEMORY)) / 1e6 for name, one in _PROGRAMS.items()}
    for name, seconds in least.items():
        ratio = seconds / least["bare"]
        print(f"start {name}: {seconds:.2f} s CPU, {ratio:.1f} x bare, {megabytes[name]:.0f} MB")  # noqa: T201  a report
    over = [name for name, most in _BUDGET_MB.items() if megabytes[name] > most]
    if over:
        message = f"over the budget of memory: {', '.join(over)}"
        raise SystemExit(message)
