"""`python -m infra.local.licences`: write down the licence of each library of the locks.

Python's come from the metadata of what is installed, npm's from the lock itself.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from infra.local.paths import BACKEND, FRONTEND

WRITTEN = BACKEND / "app/features/system/licences.json"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
_UNKNOWN = "unknown"
_LONGEST = 100

Library = dict[str, str]


def pinned(lock: Path) -> dict[str, str]:
    """Return the version of each package of a Python lock."""
    found = map(_PINNED.match, lock.read_text(encoding="utf-8").splitlines())
    return {one[1]: one[2] for one in found if one}


def npm(lock: Path) -> list[Library]:
    """Return the libraries of an npm lock that reach people's browsers."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    found = {
        (path.rpartition("node_modules/")[2], one["version"]): one.get("license", _UNKNOWN)
        for path, one in packages.items()
        if path and not one.get("dev") and "version" in one
    }
    return [_library(*about, licence, "npm") for about, licence in sorted(found.items())]


def _library(name: str, version: str, licence: str, ecosystem: str) -> Library:
    return {"name": name, "version": version, "licence": licence, "ecosystem": ecosystem}


def _licence(name: str) -> str:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed on this platform"
    classified = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or []
        if one.startswith("License :: ") and one.rpartition(" :: ")[2] != "OSI Approved"
    ]
    expression, plain = (about.get_all(key) or [""] for key in ("License-Expression", "License"))
    written = expression[0] or ", ".join(classified) or plain[0]
    line = written.strip().partition("\n")[0]
    return line if 0 < len(line) <= _LONGEST else _UNKNOWN


def main() -> None:
    """Write the file anew."""
    lock = pinned(BACKEND / "requirements.production.lock")
    python = [_library(name, one, _licence(name), "python") for name, one in sorted(lock.items())]
    found = [*python, *npm(FRONTEND / "package-lock.json")]
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    WRITTEN.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(found)} libraries\n")


if __name__ == "__main__":
    main()
