"""One search over what every feature lets people find."""

from collections.abc import Collection

from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.dao.query import FilterQuery
from app.dao.scope import Scope
from app.dao.session import Reads
from app.features.search.schemas import MAX_PER_KIND, SearchQuery
from app.manifest import Searchable, searchables

_NEWEST = ("-created_at",)


async def search_account(reads: Reads, principal: Principal, query: SearchQuery) -> bytes:
    """Answer `SearchRead` with what the caller may see of their account."""
    kinds = _allowed(principal.permissions, staff=False)
    return await _search(reads, kinds, query, principal.scope())


async def search_everything(reads: Reads, principal: Principal, query: SearchQuery) -> bytes:
    """Answer `SearchRead` with what the caller may see as one of the staff."""
    kinds = _allowed(principal.staff_permissions, staff=True)
    return await _search(reads, kinds, query, Scope.all())


def _allowed(held: Collection[Permission], *, staff: bool) -> list[Searchable]:
    return [one for one in searchables() if one.staff is staff and one.permission in held]


async def _search(
    reads: Reads, kinds: Collection[Searchable], query: SearchQuery, scope: Scope
) -> bytes:
    """Ask kind by kind, a statement each: a few, whatever is found."""
    wanted = FilterQuery(q=query.q)
    parts = [
        await kind.query.first(reads, wanted, scope, sort=_NEWEST, limit=MAX_PER_KIND)
        for kind in kinds
    ]
    inside = (part.strip()[1:-1] for part in parts)
    return b'{"items":[%b]}' % b",".join(one for one in inside if one.strip())
