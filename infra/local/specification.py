"""`just specification`: the OpenAPI document passes Spectral and Redocly without one warning."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.local.command import CommandError
from infra.local.install import install_npm
from infra.local.interrupt import EXIT_CODE, StopAskedError, run_until_asked
from infra.local.paths import BACKEND, OPENAPI, VENV_BIN
from infra.local.terminal import Terminal

_SECONDS = 180
# The linters want an address that could be real; Redocly would ask its vendor for news.
_ADDRESS = {"PUBLIC_URL": "https://panel.hostwright.test", "API_URL": ""}
_QUIET = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "REDOCLY_TELEMETRY": "off"}


def document() -> bytes:
    """Return the document as this code makes it."""
    command = [str(VENV_BIN / "python"), "-m", "app.cli", "openapi"]
    environment = os.environ | _ADDRESS
    made = subprocess.run(
        command, cwd=BACKEND, env=environment, stdout=subprocess.PIPE, timeout=_SECONDS, check=True
    )
    return made.stdout


def findings(linter: str, file: Path) -> str:
    """Return what a linter of `infra/openapi` says against the document; empty where nothing."""
    done = subprocess.run(
        ["npm", "run", "--silent", linter, "--", str(file)],
        cwd=OPENAPI,
        env=os.environ | _QUIET,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def main() -> None:
    """Lint it with both; exits 1 with what they found."""
    try:
        run_until_asked(install_npm(Terminal(), OPENAPI))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "openapi.json"
            file.write_bytes(document())
            said = [
                found for linter in ("spectral", "redocly") if (found := findings(linter, file))
            ]
    except (CommandError, subprocess.SubprocessError) as error:
        sys.exit(str(error))
    except StopAskedError:
        sys.exit(EXIT_CODE)
    if said:
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main()
