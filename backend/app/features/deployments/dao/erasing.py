"""What of services stands against erasing a person."""

from sqlalchemy import any_, select
from sqlmodel import col

from app.dao.export import OWNED_ACCOUNTS
from app.features.deployments.models import Service, ServiceStatus
from app.features.orders.errors import ServicesLiveError
from app.manifest import Obstacle

OBSTACLES = (
    Obstacle(
        20,
        ServicesLiveError,
        select(col(Service.id)).where(
            col(Service.account_id) == any_(OWNED_ACCOUNTS),
            col(Service.status) != ServiceStatus.DELETED,
        ),
    ),
)
