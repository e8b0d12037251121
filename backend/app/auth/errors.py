"""What access refuses beyond a missing permission."""

from app.core.errors import ForbiddenError


class StepUpRequiredError(ForbiddenError):
    """The act is dangerous and the last proof of identity is too old."""

    code = "step_up_required"
    message = "Confirm that it is you, then try again."


class OneselfRequiredError(ForbiddenError):
    """Only the person may do this: no API token, and nobody signed in as them."""

    code = "oneself_required"
    message = "Only the person themselves can do this, signed in under their own name."
