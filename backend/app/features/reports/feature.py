"""What overviews across features brings along."""

from app.auth.permissions import Permission
from app.features.reports.dao.customers import SEARCHED
from app.manifest import Feature, Searchable

feature = Feature(
    routers=("router", "admin"),
    search=(Searchable(Permission.ACCOUNTS_READ, SEARCHED, staff=True),),
)
