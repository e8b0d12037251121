"""Events about accounts and the people in them."""

from typing import ClassVar
from uuid import UUID

from app.events.base import Event


class MemberInvited(Event):
    """Somebody was offered a membership; the link goes by mail."""

    type: ClassVar = "member.invited"

    invitation_id: UUID


class MemberEvent(Event):
    """What every event about a member says of it."""

    type: ClassVar = "member"
    changes_rights: ClassVar = True

    member_id: UUID
    user_id: UUID


class MemberJoined(MemberEvent):
    """An invitation was accepted."""

    type: ClassVar = "member.joined"

    role: str


class MemberChanged(MemberEvent):
    """A member's role, services or end are different now."""

    type: ClassVar = "member.changed"

    role: str


class MemberRemoved(MemberEvent):
    """Somebody was taken out of the account, or left."""

    type: ClassVar = "member.removed"


class ApiTokenRevoked(Event):
    """An API token ended before its time; `user_id` is who made it."""

    type: ClassVar = "api_token.revoked"
    changes_rights: ClassVar = True

    token_id: UUID
    user_id: UUID


class ImpersonationEnded(Event):
    """Somebody of the staff is no longer signed in as a member."""

    type: ClassVar = "impersonation.ended"

    impersonation_id: UUID
