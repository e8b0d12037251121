"""What the database takes for a time zone."""

from app.core import json
from app.dao.session import Reads

_NAMES = "SELECT json_agg(name)::text FROM pg_timezone_names"


async def time_zones(reads: Reads) -> frozenset[str]:
    """Return every name the server knows; it looks through its files, which takes a while."""
    return frozenset(json.loads(await reads.fetch(_NAMES) or "[]"))
