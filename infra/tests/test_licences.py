"""What is written down of licences fits the locks."""

import json

from infra.local.licences import WRITTEN, npm, pinned
from infra.local.paths import BACKEND, FRONTEND

_AGAIN = "write it anew: just licences"


def test_every_library_of_the_locks_is_written_down_with_its_version() -> None:
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    python = {one["name"]: one["version"] for one in written if one["ecosystem"] == "python"}
    assert python == pinned(BACKEND / "requirements.production.lock"), _AGAIN
    browsers = [one for one in written if one["ecosystem"] == "npm"]
    assert browsers == npm(FRONTEND / "package-lock.json"), _AGAIN


def test_hardly_a_licence_is_unknown() -> None:
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    unknown = [one["name"] for one in written if one["licence"] == "unknown"]
    assert len(unknown) <= len(written) // 50, unknown
