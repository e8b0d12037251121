"""`just reset`: forget the local installation's data. Needs nothing to be running here."""

import shutil
import sys

from infra.local.containers import remove_containers
from infra.local.instances import stop_instances
from infra.local.lock import BusyError, only_one
from infra.local.paths import ROOT
from infra.local.pidfile import end_leftovers
from infra.local.servers import Home

_HOME = Home(ROOT / ".local")
_KEPT = {"up.lock", "install.lock", "ports.json"}


def _remove_containers() -> None:
    try:
        remove_containers(_HOME.nodes)
    except OSError as gone:
        sys.stderr.write(f"The services' Docker engine does not answer, they stay: {gone}\n")


def main() -> None:
    """End leftovers and remove everything but the remembered addresses."""
    try:
        with only_one(_HOME.path / "up.lock"):
            end_leftovers(_HOME.notes)
            stop_instances(_HOME.path / "instances")
            _remove_containers()
            for entry in _HOME.path.iterdir():
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
