"""What the accounts feature refuses."""

from app.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
)
from app.dao.errors import map_constraint


class RegistrationClosedError(ForbiddenError):
    """The installation takes no new customers by themselves."""

    code = "registration_closed"
    message = "Registration is closed here."


class InvitationRequiredError(ForbiddenError):
    """Only who was invited may register."""

    code = "invitation_required"
    message = "Registration is by invitation: open the link of your invitation first."


class EmailDomainRefusedError(ForbiddenError):
    """Only addresses of some domains may register."""

    code = "email_domain_refused"
    message = "Addresses of this domain cannot be registered here."


class GrantTooHighError(ForbiddenError):
    """Nobody gives away more than they hold."""

    code = "grant_too_high"
    message = "You cannot give more than you may do yourself."


class MemberTooHighError(ForbiddenError):
    """The member's role is as high as the caller's, or higher."""

    code = "member_too_high"
    message = "You cannot change a member whose role is not below yours."


class OwnerStaysError(ConflictError):
    """An account always has its owner; ownership is handed over, never dropped."""

    code = "owner_stays"
    message = "Hand the account over to somebody else first."


class NotOwnerError(ForbiddenError):
    """Only the owner may do this."""

    code = "owner_required"
    message = "Only the owner of the account can do this."


class ServicesNotScopableError(InvalidError):
    """Only technical and reading members can be narrowed to single services."""

    code = "services_not_scopable"
    message = "This role cannot be limited to single services."


class PermissionNotScopableError(InvalidError):
    """A permission about the whole account cannot go with a limit to single services."""

    code = "permission_not_scopable"
    message = "A token for single services cannot have this permission."


class UnknownServicesError(InvalidError):
    """One of the services is not the account's."""

    code = "services_unknown"
    message = "One of these services does not belong to the account."


class ExpiryInvalidError(InvalidError):
    """It would end in the past, or later than allowed."""

    code = "expiry_invalid"
    message = "Choose a moment in the future, at most a year from now."


class AlreadyMemberError(ConflictError):
    """The person is a member of the account."""

    code = "already_member"
    message = "This person is already a member of the account."


class InvitationInvalidError(NotFoundError):
    """The link is wrong, was used or withdrawn, is too old, or its sender may not invite now."""

    code = "invitation_invalid"
    message = "This invitation is no longer valid. Ask for a new one."


class InvitationForAnotherError(ForbiddenError):
    """The signed-in person's address is not the invited one."""

    code = "invitation_for_another"
    message = "This invitation was sent to another address. Sign in with that one."


class TooManyInvitationsError(TooManyRequestsError):
    """The address has just been written to, or too many invitations are open."""

    code = "too_many_invitations"
    message = "Too many invitations. Try again a little later."


class TooManyTokensError(ConflictError):
    """The account has as many tokens as it may have."""

    code = "too_many_tokens"
    message = "There are too many tokens. Delete those that nobody uses."


class StaffNotImpersonatedError(ForbiddenError):
    """Nobody signs in as somebody who works for the hosting company."""

    code = "staff_not_impersonated"
    message = "You cannot sign in as a member of the staff."


class MembersLeftError(ConflictError):
    """Other people work in an account that the person owns."""

    code = "members_left"
    message = "Hand your account over first, or remove its other members."


map_constraint("account_has_owner", OwnerStaysError)
map_constraint("ck_account_member_owner_stays", OwnerStaysError)
map_constraint("ck_account_member_services_scopable", ServicesNotScopableError)
map_constraint("ck_invitation_services_scopable", ServicesNotScopableError)
map_constraint("uq_account_member_account_user", AlreadyMemberError)
