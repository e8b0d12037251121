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


class ImpersonationEnded(Event):
    """Somebody of the staff is no longer signed in as a member."""

    type: ClassVar = "impersonation.ended"

    impersonation_id: UUID
