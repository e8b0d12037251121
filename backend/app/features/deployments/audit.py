"""What of services and the operations on them leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    SERVICE_CHANGED = "service.changed"
    SERVICE_DELETED = "service.deleted"
    SERVICE_SUSPENDED = "service.suspended"
    SERVICE_RESUMED = "service.resumed"
    SERVICE_CANCELLED = "service.cancelled"
    OPERATION_RETRIED = "operation.retried"
    IMAGE_PULLED = "node_image.pulled"
    IMAGE_CANCELLED = "node_image.cancelled"
    IMAGE_REMOVED = "node_image.removed"


_KINDS = {
    "create": Text("deploy", "развёртывание"),
    "start": Text("start", "запуск"),
    "stop": Text("stop", "остановка"),
    "restart": Text("restart", "перезапуск"),
    "suspend": Text("suspend", "приостановка"),
    "resume": Text("resume", "возобновление"),
    "delete": Text("delete", "удаление"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.SERVICE_CHANGED: Sentence(
            "{actor} renamed {target|a service}",
            "{actor}: переименование услуги {target}",
            name="hostname",
            by="action",
            variants={
                "start": Text(
                    "{actor} started {target|a service}", "{actor}: запуск {target|услуги}"
                ),
                "stop": Text(
                    "{actor} stopped {target|a service}", "{actor}: остановка {target|услуги}"
                ),
                "restart": Text(
                    "{actor} restarted {target|a service}", "{actor}: перезапуск {target|услуги}"
                ),
            },
        ),
        AuditAction.SERVICE_DELETED: Sentence(
            "{actor} deleted {target|a service}",
            "{actor}: удаление {target|услуги}",
            name="hostname",
        ),
        AuditAction.SERVICE_SUSPENDED: Sentence(
            "{actor} suspended {target|a service}: {reason}",
            "{actor}: приостановка {target|услуги}: {reason}",
            name="hostname",
        ),
        AuditAction.SERVICE_RESUMED: Sentence(
            "{actor} resumed {target|a service}, suspended for: {reason}",
            "{actor}: возобновление {target|услуги}, причина приостановки: {reason}",
            name="hostname",
        ),
        AuditAction.SERVICE_CANCELLED: Sentence(
            "{actor} cancelled {target|a service} at once: {reason}",
            "{actor}: немедленное прекращение {target|услуги}: {reason}",
            name="hostname",
            by="ends",
            variants={
                "period_end": Text(
                    "{actor} cancelled {target|a service} at the end of its period: {reason}",
                    "{actor}: прекращение {target|услуги} в конце периода: {reason}",
                ),
            },
        ),
        AuditAction.OPERATION_RETRIED: Sentence(
            "{actor} retried an {target|operation} on {hostname}",
            "{actor}: повтор {target|операции}, услуга {hostname}",
        ),
        AuditAction.IMAGE_PULLED: Sentence(
            "{actor} had {image} pulled to {target|a node}",
            "{actor}: загрузка образа {image} на {target|узел}",
        ),
        AuditAction.IMAGE_CANCELLED: Sentence(
            "{actor} cancelled the pull of {image} to {target|a node}",
            "{actor}: отмена загрузки образа {image} на {target|узел}",
        ),
        AuditAction.IMAGE_REMOVED: Sentence(
            "{actor} had {image} removed from {target|a node}",
            "{actor}: удаление образа {image} с {target|узла}",
        ),
    },
    details={
        "action": HIDDEN,
        "ends": HIDDEN,
        "reason": Detail("Reason", "Причина"),
        "image": Detail("Image", "Образ"),
        "reference": Detail("Image reference", "Адрес образа"),
        "hostname": Detail("Name", "Имя"),
        "kind": Detail("Operation", "Операция", _KINDS),
        "service_id": HIDDEN,
    },
)
