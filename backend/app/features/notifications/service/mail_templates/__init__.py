"""The e-mails of events whose data comes from several features: what each may say."""

from app.features.notifications.service.mail_templates.accounts import ACCOUNTS
from app.features.notifications.service.mail_templates.billing import BILLING
from app.features.notifications.service.mail_templates.security import SECURITY
from app.features.notifications.service.mail_templates.services import SERVICES
from app.features.notifications.service.mail_templates.staff import STAFF

MAIL_TEMPLATES = (*SECURITY, *ACCOUNTS, *BILLING, *SERVICES, *STAFF)
