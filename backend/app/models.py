"""Every table of every feature, imported once: what alembic and foreign keys need to know."""

from sqlmodel import SQLModel

from app.celery import job
from app.dao import idempotency, seal
from app.events import models as events
from app.features.accounts import models as accounts
from app.features.billing import models as billing
from app.features.catalog import models as catalog
from app.features.deployments import models as deployments
from app.features.monitoring import models as monitoring
from app.features.nodes import models as nodes
from app.features.notifications import models as notifications
from app.features.orders import models as orders
from app.features.privacy import models as privacy
from app.features.roles import models as roles
from app.features.users import models as users

TABLES = (
    job,
    idempotency,
    seal,
    events,
    roles,
    users,
    accounts,
    catalog,
    billing,
    nodes,
    orders,
    deployments,
    monitoring,
    privacy,
    notifications,
)
metadata = SQLModel.metadata
