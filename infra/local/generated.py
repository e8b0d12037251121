"""`just client`: does the panel's typed client still fit the API?"""

import subprocess
import sys

from infra.local.paths import FRONTEND

_CLIENT = FRONTEND / "src" / "api" / "schema.gen.ts"
_SECONDS = 120


def main() -> None:
    """Generate it anew, put the old one back, and exit 1 when they differ."""
    before = _CLIENT.read_bytes() if _CLIENT.exists() else b""
    try:
        subprocess.run(
            ["npm", "run", "--silent", "generate"],
            cwd=FRONTEND,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
        after = _CLIENT.read_bytes()
    finally:
        _CLIENT.write_bytes(before)
    if before != after:
        sys.exit("the generated client is out of date: run `just generate` and commit it")


if __name__ == "__main__":
    main()
