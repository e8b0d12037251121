"""`just reset`: forget the local installation's data. Needs nothing to be running here."""

import shutil
import sys

from infra.local.instances import stop_instances
from infra.local.lock import BusyError, only_one
from infra.local.paths import ROOT
from infra.local.pidfile import end_leftovers

_HOME = ROOT / ".local"
_KEPT = {"up.lock", "ports.json"}


def main() -> None:
    """End leftovers and remove everything but the remembered addresses."""
    try:
        with only_one(_HOME / "up.lock"):
            end_leftovers(_HOME / "run")
            stop_instances(_HOME / "instances")
            for entry in _HOME.iterdir():
                if entry.name in _KEPT:
                    continue
                if entry.is_dir():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
    except BusyError as busy:
        sys.exit(f"Hostwright runs ({busy}); stop it first")
    sys.stdout.write("The local installation is empty again.\n")


if __name__ == "__main__":
    main()
