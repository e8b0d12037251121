"""The roles that come with an installation; manifests say what each of them allows."""

from enum import StrEnum


class BuiltInRole(StrEnum):
    """The staff roles that every installation has."""

    SUPPORT = "support"
    BILLING = "billing"
    OPERATOR = "operator"
    ADMIN = "admin"
    OWNER = "owner"


class MemberRole(StrEnum):
    """What a member is to the account; manifests say what each role allows."""

    OWNER = "owner"
    ADMIN = "admin"
    BILLING = "billing"
    TECHNICAL = "technical"
    READ_ONLY = "read_only"
