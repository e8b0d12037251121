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
    message = "An e-mail of this kind cannot be sent once more."


class MailNotSentError(ConflictError):
    """It waits, or could not be sent: it is retried, not sent once more."""

    code = "mail_not_sent"
    message = "This e-mail was not sent yet, so it cannot be sent once more."


class MailNotNeededError(ConflictError):
    """What its link is for was done already."""

    code = "mail_not_needed"
    message = "What this e-mail asks for was done already."


class MailRecipientGoneError(ConflictError):
    """Its recipient was erased, or is no person that we know."""

    code = "mail_recipient_gone"
    message = "There is nobody any more to send this e-mail to."


class MailResentOftenError(TooManyRequestsError):
    """It was sent once more three times within an hour; `retry_after` is in seconds."""

    code = "mail_resent_often"
    message = "This e-mail was sent several times within the last hour. Wait a little."


class MailNotFailedError(ConflictError):
    """Only an e-mail that could not be sent is tried again."""

    code = "mail_not_failed"
    message = "This e-mail has not failed, so there is nothing to try again."


class MailVoidError(ConflictError):
    """Its link was replaced or used meanwhile: sending it would mislead."""

    code = "mail_void"
    message = "The link of this e-mail does not count any more, so it is not sent."


class MailRetrySpanError(InvalidError):
    """`since` lies in the future, or too long ago."""

    code = "mail_retry_span"
    message = "Choose a time within the last seven days."
