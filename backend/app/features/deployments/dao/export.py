"""What a data export says of services."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, any_, select
from sqlmodel import col

from app.dao.export import OWNED_ACCOUNTS
from app.features.deployments.models import Service

EXPORT: Mapping[str, Select[Any]] = {
    "services": select(
        col(Service.id),
        col(Service.account_id),
        col(Service.order_id),
        col(Service.subscription_id),
        col(Service.hostname),
        col(Service.kind),
        col(Service.status),
        col(Service.plan_name),
        col(Service.cpu_millis),
        col(Service.memory_mb),
        col(Service.disk_gb),
        col(Service.image_name),
        col(Service.amount),
        col(Service.currency),
        col(Service.period),
        col(Service.address),
        col(Service.paid_through),
        col(Service.held_at),
        col(Service.hold_reason),
        col(Service.ends_at),
        col(Service.cancel_reason),
        col(Service.created_at),
        col(Service.deleted_at),
    ).where(col(Service.account_id) == any_(OWNED_ACCOUNTS)),
}
"""Sections of a person's data export by file name; amounts are in minor units."""
