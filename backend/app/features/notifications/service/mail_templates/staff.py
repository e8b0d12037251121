"""E-mails about the work of staff."""

from app.features.notifications.service.mail_templates.variables import page, text
from app.manifest import MailGroup, MailTemplate, Reason, Resend, words

STAFF = tuple(
    MailTemplate(
        name=name,
        title=title,
        group=MailGroup.STAFF,
        reason=Reason.STAFF,
        resend=Resend.REFUSED,
        variables=variables,
    )
    for name, title, variables in (
        (
            "image_missing",
            words("Нет образа на узле", "Image missing on a node"),
            (
                text("node", words("Имя узла", "The name of the node"), "node-1"),
                text("image", words("Имя образа", "The name of the image"), "wordpress"),
                text(
                    "reference",
                    words("Ссылка на образ", "The reference of the image"),
                    "wordpress:6",
                ),
                page("nodes_url", "/admin/nodes", words("Узлы", "The nodes")),
            ),
        ),
        (
            "mail_template_broken",
            words("Шаблон письма больше не подходит", "Mail template no longer works"),
            (
                text("template", words("Название письма", "The name of the email"), "invoice_paid"),
                text("language", words("Язык шаблона", "The language of the template"), "en"),
                text(
                    "failure", words("Что не так", "What is wrong"), "line 3: variable_unknown sum"
                ),
                page(
                    "templates_url",
                    "/admin/mail-templates",
                    words("Шаблоны писем", "The mail templates"),
                ),
            ),
        ),
        ("mail_test", words("Проверка почты", "Mail test"), ()),
    )
)
