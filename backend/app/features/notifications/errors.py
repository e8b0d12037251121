"""What notifications refuse."""

from app.core.errors import InvalidError


class MailTemplateInvalidError(InvalidError):
    """A template cannot be taken: `field`, `line`, `problem` and `name` say where and why."""

    code = "mail_template_invalid"
    message = "The template cannot be used as it is."
