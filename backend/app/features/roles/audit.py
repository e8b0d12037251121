"""What of staff roles leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    ROLE_MADE = "role.made"
    ROLE_CHANGED = "role.changed"
    ROLE_REMOVED = "role.removed"
    ROLE_ASSIGNED = "role.assigned"
    ROLE_WITHDRAWN = "role.withdrawn"


_BUILT_IN = {
    "owner": Text("Owner", "Владелец"),
    "admin": Text("Administrator", "Администратор"),
    "billing": Text("Billing", "Биллинг"),
    "operator": Text("Operator", "Оператор"),
    "support": Text("Support", "Поддержка"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.ROLE_MADE: Sentence(
            "{actor} created the role {target}", "{actor}: создание роли {target}", name="name"
        ),
        AuditAction.ROLE_CHANGED: Sentence(
            "{actor} changed the role {target}", "{actor}: изменение роли {target}", name="name"
        ),
        AuditAction.ROLE_REMOVED: Sentence(
            "{actor} deleted the role {target}", "{actor}: удаление роли {target}", name="name"
        ),
        AuditAction.ROLE_ASSIGNED: Sentence(
            "{actor} gave {target|somebody} the role {role}",
            "{actor}: назначение роли {role}, сотрудник {target|—}",
        ),
        AuditAction.ROLE_WITHDRAWN: Sentence(
            "{actor} took the role {role} from {target|somebody}",
            "{actor}: снятие роли {role}, сотрудник {target|—}",
        ),
    },
    details={
        "name": Detail("Name", "Название"),
        "permissions": Detail("Permissions", "Права", kind="permissions"),
        "role": Detail("Role", "Роль", _BUILT_IN, free=True),
        "role_id": HIDDEN,
    },
)
