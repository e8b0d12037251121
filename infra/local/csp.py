"""The panel's Content-Security-Policy: inline scripts are allowed by their digests only.

`python -m infra.local.csp DIR` prints the policies of a build's pages as a map for nginx.
"""

import base64
import hashlib
import re
import sys
from pathlib import Path

_INLINE = {
    kind: re.compile(rf"<{kind}(?![^>]*\ssrc=)[^>]*>(.*?)</{kind}>", re.DOTALL | re.IGNORECASE)
    for kind in ("script", "style")
}


def _digests(kind: str, page: str) -> list[str]:
    found = {body for body in _INLINE[kind].findall(page) if body}
    raw = [hashlib.sha256(body.encode()).digest() for body in sorted(found)]
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in raw]


def policy(page: str) -> str:
    """Return the policy under which this HTML page works, and nothing planted in it does."""
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *_digests("script", page)],
        "style-src": ["'self'", *_digests("style", page)],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def nginx_map(build: Path) -> str:
    """Return nginx's `map` from a page's path to its policy."""
    lines = [f'    default "{policy("")}";']
    for page in sorted(build.rglob("*.html")):
        path = "/" + page.relative_to(build).as_posix()
        lines.append(f'    "{path}" "{policy(page.read_text(encoding="utf-8"))}";')
    return "\n".join(["map $uri $page_policy {", *lines, "}", ""])


if __name__ == "__main__":
    sys.stdout.write(nginx_map(Path(sys.argv[1])))
