"""`just bench`: seed a migrated throw-away database, then measure."""

from typer.testing import CliRunner

from app.cli import cli
from benchmarks import access, jobs, lists


def main() -> None:
    """Run every benchmark."""
    seeded = CliRunner().invoke(cli, ["seed"])
    if seeded.exit_code:
        raise SystemExit(seeded.output)
    access.main()
    lists.main()
    jobs.main()


main()
