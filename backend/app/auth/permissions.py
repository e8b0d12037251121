"""Every permission there is. Roles are sets of these; endpoints declare one in their signature."""

from enum import StrEnum


class Permission(StrEnum):
    """`<feature>:<verb>`; members of accounts and staff carry the same names."""

    ROLES_READ = "roles:read"
    ROLES_ASSIGN = "roles:assign"
    USERS_READ = "users:read"
    USERS_MANAGE = "users:manage"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    CATALOG_MANAGE = "catalog:manage"
    BILLING_READ = "billing:read"
    BILLING_MANAGE = "billing:manage"
    BILLING_REFUND = "billing:refund"
    BILLING_ADJUST = "billing:adjust"
    ORDERS_READ = "orders:read"
    ORDERS_MANAGE = "orders:manage"
    NODES_READ = "nodes:read"
    NODES_MANAGE = "nodes:manage"
    SERVICES_READ = "services:read"
    SERVICES_MANAGE = "services:manage"
    SERVICES_DELETE = "services:delete"
    MONITORING_READ = "monitoring:read"
    NOTIFICATIONS_READ = "notifications:read"
    JOBS_READ = "jobs:read"
    JOBS_RETRY = "jobs:retry"
    AUDIT_READ = "audit:read"
