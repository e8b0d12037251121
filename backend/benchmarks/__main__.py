"""`just bench`: seed a migrated throw-away database, then measure all, or what is named.

`just bench deep` reads lists of a million rows and more (`BENCH_ROWS`), and runs only by its name.
`just bench scale` measures one job and one sample and multiplies them to ten million services.
"""

import sys

from typer.testing import CliRunner

from app.cli.program import cli
from benchmarks import access, deep, jobs, lists, live, scale, start

_ALL = {
    "access": access.main,
    "lists": lists.main,
    "live": live.main,
    "jobs": jobs.main,
    "start": start.main,
}
_NAMED = _ALL | {"deep": deep.main, "scale": scale.main}


def main() -> None:
    """Run the benchmarks that the command line names."""
    named = [_NAMED[name] for name in sys.argv[1:]] or list(_ALL.values())
    seeded = CliRunner().invoke(cli, ["seed"])
    if seeded.exit_code:
        raise SystemExit(seeded.output)
    for measure in named:
        measure()


main()
