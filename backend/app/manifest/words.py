"""Prints how all acts of the audit read, for the panel: `python -m app.manifest.words`."""

import sys
from typing import Any

from app.core import json
from app.manifest.audit import words_as_json
from app.manifest.registry import audit_words


def all_words() -> dict[str, Any]:
    """Return the words of every feature by its name."""
    return {feature: words_as_json(words) for feature, words in audit_words().items()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(all_words()).decode())
