"""What of accounts, their members and tokens leaves a row in the audit."""

from app.events.audit import BaseAuditAction, RequestAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    MEMBER_INVITED = "member.invited"
    INVITATION_REVOKED = "invitation.revoked"
    MEMBER_JOINED = "member.joined"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    ACCOUNT_CHANGED = "account.changed"
    OWNERSHIP_TRANSFERRED = "ownership.transferred"
    TOKEN_MADE = "token.made"
    TOKEN_REVOKED = "token.revoked"
    IMPERSONATION_BEGUN = "impersonation.begun"
    IMPERSONATION_ENDED = "impersonation.ended"


_ROLES = {
    "owner": Text("owner", "владелец"),
    "admin": Text("administrator", "администратор"),
    "billing": Text("accountant", "бухгалтер"),
    "technical": Text("engineer", "инженер"),
    "read_only": Text("reader", "наблюдатель"),
}
_TOKEN_KINDS = {
    "personal": Text("personal", "личный"),
    "account": Text("of the account", "токен аккаунта"),
}
_CAUSES = {
    "membership_ended": Text("membership ended", "участие прекращено"),
    "password_changed": Text("password changed", "пароль изменён"),
    "user_disabled": Text("person blocked", "человек заблокирован"),
    "user_erased": Text("personal data erased", "личные данные удалены"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.MEMBER_INVITED: Sentence(
            "{actor} invited {target|somebody}",
            "{actor}: приглашение для {target|нового участника}",
            name="email",
        ),
        AuditAction.INVITATION_REVOKED: Sentence(
            "{actor} withdrew the invitation of {target|somebody}",
            "{actor}: отзыв приглашения для {target|участника}",
        ),
        AuditAction.MEMBER_JOINED: Sentence(
            "{target|Somebody} joined the account", "{target|Новый участник}: вход в команду"
        ),
        AuditAction.MEMBER_CHANGED: Sentence(
            "{actor} changed the access of {target|a former member}",
            "{actor}: изменение доступа, участник {target|бывший}",
        ),
        AuditAction.MEMBER_REMOVED: Sentence(
            "{actor} removed {target|a former member} from the account",
            "{actor}: исключение из команды, участник {target|бывший}",
        ),
        AuditAction.ACCOUNT_CHANGED: Sentence(
            "{actor} changed the company details",
            "{actor}: изменение реквизитов",
        ),
        AuditAction.OWNERSHIP_TRANSFERRED: Sentence(
            "{actor} made {target|a former member} the owner",
            "{actor}: передача аккаунта, новый владелец {target|—}",
        ),
        AuditAction.TOKEN_MADE: Sentence(
            "{actor} created the API token {target}",
            "{actor}: создание API-токена {target}",
            name="name",
        ),
        AuditAction.TOKEN_REVOKED: Sentence(
            "{actor} revoked the API token {target}",
            "{actor}: отзыв API-токена {target}",
            name="name",
        ),
        AuditAction.IMPERSONATION_BEGUN: Sentence(
            "{actor} signed in as {target|a customer}",
            "{actor}: вход от имени клиента {target}",
        ),
        AuditAction.IMPERSONATION_ENDED: Sentence(
            "{actor} ended the session as {target|a customer}",
            "{actor}: завершение сеанса от имени клиента {target}",
        ),
        RequestAuditAction.ACTED_AS_CUSTOMER: Sentence(
            "{actor} changed something in the customer’s panel",
            "{actor}: действие в панели клиента",
        ),
    },
    details={
        "email": Detail("Email", "Почта"),
        "role": Detail("Role", "Роль", _ROLES),
        "services": HIDDEN,
        "expires_at": Detail("Expires", "Действует до", kind="moment"),
        "inviter_id": HIDDEN,
        "former_owner_id": HIDDEN,
        "staff_id": HIDDEN,
        "kind": Detail("Kind", "Вид", _TOKEN_KINDS),
        "cause": Detail("Cause", "Причина", _CAUSES),
        "permissions": Detail("Permissions", "Права", kind="permissions"),
        "networks": Detail("Allowed networks", "Разрешённые сети", kind="list"),
        "name": Detail("Name", "Название"),
        "legal_name": Detail("Legal name", "Юридическое название"),
        "tax_id": Detail("Tax number", "ИНН"),
        "registration_number": Detail("Registration number", "Регистрационный номер"),
        "country": Detail("Country", "Страна"),
        "region": Detail("Region", "Регион"),
        "city": Detail("City", "Город"),
        "postal_code": Detail("Postal code", "Индекс"),
        "line1": Detail("Address", "Адрес"),
        "line2": Detail("Address, second line", "Адрес, вторая строка"),
        "locale": Detail("Language", "Язык"),
        "time_zone": Detail("Time zone", "Часовой пояс"),
        "method": Detail("Request", "Запрос"),
        "path": Detail("Address in the API", "Адрес в API"),
    },
)
