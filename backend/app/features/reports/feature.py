"""What overviews across features brings along."""

from app.auth.permissions import Permission
from app.features.reports.dao.customers import SEARCHED
from app.features.reports.dao.invariants import INVARIANTS
from app.manifest import Feature, Searchable

feature = Feature(
    routers=("router", "admin"),
    invariants=INVARIANTS,
    search=(Searchable(Permission.ACCOUNTS_READ, SEARCHED, staff=True),),
)
