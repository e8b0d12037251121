"""`just bench`: seed a migrated throw-away database, then measure; `just bench deep` takes long.

`just bench jobs` measures background work alone.
"""

import sys

from typer.testing import CliRunner

from app.cli import cli
from benchmarks import access, deep, jobs, lists, live


def main() -> None:
    """Run every benchmark that is quick, or the named one."""
    if "jobs" in sys.argv:
        jobs.main()
        return
    seeded = CliRunner().invoke(cli, ["seed"])
    if seeded.exit_code:
        raise SystemExit(seeded.output)
    if "deep" in sys.argv:
        deep.main()
        return
    access.main()
    lists.main()
    live.main()
    jobs.main()


main()
