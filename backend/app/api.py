"""The one list of the features' routers."""

from fastapi import APIRouter

from app.features.accounts import endpoints as accounts
from app.features.audit import endpoints as audit
from app.features.billing import endpoints as billing
from app.features.catalog import endpoints as catalog
from app.features.deployments import endpoints as deployments
from app.features.jobs import endpoints as jobs
from app.features.monitoring import endpoints as monitoring
from app.features.nodes import endpoints as nodes
from app.features.notifications import endpoints as notifications
from app.features.orders import endpoints as orders
from app.features.privacy import endpoints as privacy
from app.features.reports import endpoints as reports
from app.features.roles import endpoints as roles
from app.features.users import endpoints as users
from app.web import sse

api = APIRouter(prefix="/api/v1")
api.include_router(sse.router)
api.include_router(users.router)
api.include_router(users.people)
api.include_router(users.admin)
api.include_router(accounts.registration)
api.include_router(accounts.router)
api.include_router(accounts.admin)
api.include_router(catalog.router)
api.include_router(billing.router)
api.include_router(billing.webhooks)
api.include_router(billing.admin)
api.include_router(orders.router)
api.include_router(orders.admin)
api.include_router(nodes.admin)
api.include_router(deployments.services)
api.include_router(deployments.operations)
api.include_router(deployments.admin)
api.include_router(monitoring.router)
api.include_router(monitoring.admin)
api.include_router(privacy.router)
api.include_router(notifications.router)
api.include_router(jobs.admin)
api.include_router(reports.router)
api.include_router(reports.admin)
api.include_router(roles.admin)
api.include_router(audit.router)
api.include_router(audit.admin)
