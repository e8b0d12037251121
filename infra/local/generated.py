"""`just client`: does the panel's typed client still fit the API?"""

import subprocess
import sys

from infra.local.paths import FRONTEND

_FILES = sorted((FRONTEND / "src" / "api").glob("*.gen.ts"))
_SECONDS = 120


def main() -> None:
    """Generate it anew, put the old one back, and exit 1 when they differ."""
    before = [file.read_bytes() for file in _FILES]
    try:
        subprocess.run(
            ["npm", "run", "--silent", "generate"],
            cwd=FRONTEND,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
        after = [file.read_bytes() for file in _FILES]
    finally:
        for file, content in zip(_FILES, before, strict=True):
            file.write_bytes(content)
    if before != after:
        sys.exit("the generated client is out of date: run `just generate` and commit it")


if __name__ == "__main__":
    main()
