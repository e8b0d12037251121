"""`Link` headers of pages (RFC 8288): first, prev, next and last of numbered ones, next by cursor.

The numbers stand at the end of what PostgreSQL answers (`dao.read`), so nothing is parsed but that.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

_TAIL = 4200
_NUMBERED = re.compile(rb'"page" ?: ?(\d+), ?"size" ?: ?\d+, ?"pages" ?: ?(\d+)\}\s*$')
_BY_CURSOR = re.compile(rb'"next_cursor" ?: ?"([^"\\]+)"\}\s*$')


def links(path: str, query_string: bytes, body: bytes) -> str:
    """Return the header's value for a list's answer; empty where there is no other page."""
    tail = body[-_TAIL:]
    if numbered := _NUMBERED.search(tail):
        page, pages = int(numbered[1]), int(numbered[2])
        return _numbered(path, query_string, page, pages) if pages > 1 else ""
    if cursor := _BY_CURSOR.search(tail):
        return _link(path, query_string, "cursor", cursor[1].decode(), "next")
    return ""


@lru_cache(maxsize=1024)
def _numbered(path: str, query_string: bytes, page: int, pages: int) -> str:
    wanted = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return ", ".join(
        _link(path, query_string, "page", str(number), relation)
        for relation, number in wanted.items()
        if 1 <= number <= pages
    )


def _link(path: str, query_string: bytes, name: str, value: str, relation: str) -> str:
    given = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    query = urlencode([*((key, one) for key, one in given if key != name), (name, value)])
    return f'<{path}?{query}>; rel="{relation}"'
