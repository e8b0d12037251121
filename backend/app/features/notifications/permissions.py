"""Who may see an account's notifications, and what staff may do with e-mails."""

from typing import Annotated

from app.auth.dependencies import requires, requires_staff
from app.auth.permissions import Permission
from app.auth.principal import Principal

NotificationReader = Annotated[Principal, requires(Permission.NOTIFICATIONS_READ)]
MailTester = Annotated[Principal, requires_staff(Permission.SETTINGS_MANAGE)]
TemplateReader = Annotated[Principal, requires_staff(Permission.MAIL_TEMPLATES)]
TemplateEditor = Annotated[Principal, requires_staff(Permission.MAIL_TEMPLATES, recent_auth=True)]
MailReader = Annotated[Principal, requires_staff(Permission.MAIL_READ)]
MailSender = Annotated[Principal, requires_staff(Permission.MAIL_MANAGE)]
