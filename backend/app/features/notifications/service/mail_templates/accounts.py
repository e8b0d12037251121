"""E-mails about accounts and personal data."""

from app.features.notifications.service.mail_templates.variables import (
    ACCOUNT,
    VALID,
    WHEN,
    moment,
    text,
    token_page,
)
from app.manifest import MailGroup, MailTemplate, Reason, Resend, Variable, VariableKind, words

ACCOUNTS = (
    MailTemplate(
        name="invitation",
        title=words("Приглашение в аккаунт", "Invitation to an account"),
        group=MailGroup.ACCOUNT,
        resend=Resend.REFUSED,
        reason=Reason.ADDRESS_GIVEN,
        variables=(
            token_page(
                "invitation_url",
                "/invitation?token=",
                words(
                    "Ссылка, по которой принимают приглашение",
                    "The link that accepts the invitation",
                ),
            ),
            ACCOUNT,
            text("inviter", words("Кто приглашает", "Who invites"), "Anna"),
            Variable(
                name="role",
                kind=VariableKind.ROLE,
                about=words("Роль словами", "The role in words"),
                sample="technical",
                optional=True,
            ),
            VALID,
        ),
    ),
    MailTemplate(
        name="acted_as_customer",
        title=words("Сотрудник работал в аккаунте", "Staff worked in the account"),
        group=MailGroup.ACCOUNT,
        variables=(
            ACCOUNT,
            text(
                "staff_name",
                words("Имя сотрудника", "The name of the staff member"),
                "Boris",
                optional=True,
            ),
            text("user_name", words("Под чьим именем", "As whom"), "Anna", optional=True),
            text(
                "impersonation_reason", words("Причина", "The reason"), "Asked for by the customer"
            ),
            moment("begun_at", words("Начало", "When it began")),
            moment("ended_at", words("Конец", "When it ended"), optional=True),
        ),
    ),
    MailTemplate(
        name="data_export",
        title=words("Копия данных готова", "Copy of personal data is ready"),
        group=MailGroup.ACCOUNT,
        resend=Resend.REFUSED,
        variables=(
            token_page(
                "download_url",
                "/api/v1/privacy/exports/",
                words("Ссылка на архив", "The link to the archive"),
                localized=False,
            ),
            VALID,
        ),
    ),
    MailTemplate(
        name="data_erased",
        title=words("Аккаунт удалён", "Account erased"),
        group=MailGroup.ACCOUNT,
        resend=Resend.REFUSED,
        variables=(WHEN,),
    ),
)
