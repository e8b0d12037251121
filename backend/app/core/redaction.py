"""Keeping secrets out of logs: what looks like one, and the configured values themselves."""

import re
from collections.abc import Iterable

_SECRETS = re.compile(
    r"""
    (?P<scheme>\b(?:Bearer|Basic)\s+)[^\s"',;]+
    | \b(?:hwt|hwr)_[A-Za-z0-9_-]{8,}
    | \b(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}
    | \beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*
    | (?P<key>-----BEGIN\ [A-Z ]*PRIVATE\ KEY-----)[^-]*
    | (?P<name>["']?\b(?:\w*password|passwd|secret\w*|\w*token|otp|totp|recovery_code|cookie
        |set-cookie|authorization|(?:x-)?api[-_]key|\w*private_key)["']?\s*[=:]\s*["']?)
        (?!\s)[^\s"'&,;)}\]]+
    | (?P<link>/public/invitations/|/privacy/exports/)[\w-]+
    | (?P<userinfo>://[^/\s:@]*:)[^/\s@]+(?=@)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Shorter ones are words that a line may hold for other reasons.
_SHORTEST = 12
_configured: list[re.Pattern[str]] = []


def hide(values: Iterable[str]) -> None:
    """Have `redacted` replace these values wherever they stand, besides what looks like one."""
    found = sorted({value for value in values if len(value) >= _SHORTEST}, key=len, reverse=True)
    _configured[:] = [re.compile("|".join(map(re.escape, found)))] if found else []


def redacted(text: str) -> str:
    """Return the text with secrets, and what looks like one, replaced by asterisks."""
    for pattern in _configured:
        text = pattern.sub("***", text)
    return _SECRETS.sub(_asterisks, text)


def _asterisks(found: re.Match[str]) -> str:
    return "".join(kept for kept in found.groups() if kept) + "***"
