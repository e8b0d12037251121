"""E-mails about the safety of an account: addresses, passwords, second factors, sign-ins."""

from app.features.notifications.service.mail_templates.variables import (
    CODE,
    CONFIRM,
    PASSWORD_PAGE,
    SECURITY_PAGE,
    WANTED,
    WHEN,
    page,
    text,
    token_page,
)
from app.manifest import MailGroup, MailTemplate, Reason, Resend, Variable, VariableKind, words

SECURITY = (
    MailTemplate(
        name="verification",
        title=words("Подтверждение адреса почты", "Confirm the email address"),
        group=MailGroup.SECURITY,
        resend=Resend.NEW_LINK,
        reason=Reason.ADDRESS_GIVEN,
        variables=(token_page("confirm_url", "/verify?token=", CONFIRM), CODE),
    ),
    MailTemplate(
        name="registration_repeated",
        title=words("Повторная регистрация", "Registration with a known address"),
        group=MailGroup.SECURITY,
        reason=Reason.ADDRESS_GIVEN,
        variables=(
            page(
                "sign_in_url",
                "/sign-in",
                words("Страница входа", "The sign-in page"),
                localized=True,
            ),
        ),
    ),
    MailTemplate(
        name="password_reset",
        title=words("Сброс пароля", "Password reset"),
        group=MailGroup.SECURITY,
        resend=Resend.NEW_LINK,
        variables=(
            token_page(
                "reset_url",
                "/reset-password?token=",
                words(
                    "Ссылка, по которой задают новый пароль", "The link that sets a new password"
                ),
            ),
        ),
    ),
    MailTemplate(
        name="password_changed",
        title=words("Пароль изменён", "Password changed"),
        group=MailGroup.SECURITY,
        variables=(WHEN, PASSWORD_PAGE),
    ),
    MailTemplate(
        name="email_change",
        title=words("Подтверждение нового адреса", "Confirm a new address"),
        group=MailGroup.SECURITY,
        resend=Resend.REFUSED,
        reason=Reason.ADDRESS_GIVEN,
        variables=(token_page("confirm_url", "/confirm-email?token=", CONFIRM), CODE),
    ),
    MailTemplate(
        name="email_change_notice",
        title=words("Запрошена смена адреса", "Address change requested"),
        group=MailGroup.SECURITY,
        variables=(WANTED, PASSWORD_PAGE),
    ),
    MailTemplate(
        name="email_changed",
        title=words("Адрес изменён", "Address changed"),
        group=MailGroup.SECURITY,
        resend=Resend.REFUSED,
        variables=(WANTED, WHEN),
    ),
    MailTemplate(
        name="second_factor",
        title=words("Изменён второй фактор", "Second factor changed"),
        group=MailGroup.SECURITY,
        variables=(
            Variable(
                name="happened",
                kind=VariableKind.FACTOR_CHANGE,
                source="change",
                about=words("Что произошло, предложением", "What happened, as a sentence"),
                sample="passkey_added",
            ),
            text(
                "change",
                words(
                    "Код события: recovery_code_used, reset, recovery_codes_made …",
                    "The code of the change: recovery_code_used, reset, recovery_codes_made …",
                ),
                "passkey_added",
            ),
            text(
                "passkey",
                words("Имя ключа доступа", "The name of the passkey"),
                "YubiKey",
                optional=True,
            ),
            WHEN,
            SECURITY_PAGE,
        ),
    ),
    MailTemplate(
        name="new_place",
        title=words("Вход с нового места", "Sign-in from a new place"),
        group=MailGroup.SECURITY,
        variables=(
            WHEN,
            text("ip", words("IP-адрес", "The IP address"), "203.0.113.7"),
            text(
                "place",
                words("Место, если известно", "The place, where it is known"),
                "Berlin",
                optional=True,
            ),
            text(
                "device",
                words("Браузер и система", "Browser and system"),
                "Firefox, Linux",
                optional=True,
            ),
            SECURITY_PAGE,
        ),
    ),
)
