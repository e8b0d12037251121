"""What notifications refuse."""

from app.core.errors import ConflictError, InvalidError, TooManyRequestsError


class MailTemplateInvalidError(InvalidError):
    """A template cannot be taken: `field`, `line`, `problem` and `name` say where and why."""

    code = "mail_template_invalid"
    message = "The template cannot be used as it is."


class MailNotResendableError(ConflictError):
    """E-mails of this kind are not sent once more: their link, their address or their news is over.

    The person asks for another one where they need it (ADR 0077).
    """

    code = "mail_not_resendable"
    message = "An email of this kind cannot be sent again."


class MailNotSentError(ConflictError):
    """It waits, or could not be sent: it is retried, not sent once more."""

    code = "mail_not_sent"
    message = "This email has not been sent yet, so it cannot be sent again."


class MailNotNeededError(ConflictError):
    """What its link is for was done already."""

    code = "mail_not_needed"
    message = "What this email asks for has already been done."


class MailRecipientGoneError(ConflictError):
    """Its recipient was erased, or is no person that we know."""

    code = "mail_recipient_gone"
    message = "There is nobody left to send this email to."


class MailResentOftenError(TooManyRequestsError):
    """It was sent once more three times within an hour; `retry_after` is in seconds."""

    code = "mail_resent_often"
    message = "This email was sent several times within the last hour. Wait a little."


class MailNotFailedError(ConflictError):
    """Only an e-mail that could not be sent is tried again."""

    code = "mail_not_failed"
    message = "This email has not failed, so there is nothing to try again."


class MailVoidError(ConflictError):
    """Its link was replaced or used meanwhile: sending it would mislead."""

    code = "mail_void"
    message = "The link of this email no longer works, so it is not sent."


class MailRetrySpanError(InvalidError):
    """`since` lies in the future, or too long ago."""

    code = "mail_retry_span"
    message = "Choose a time within the last seven days."
