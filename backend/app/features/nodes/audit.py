"""What of nodes leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    NODE_CREATED = "node.created"
    NODE_CHANGED = "node.changed"
    NODE_TESTED = "node.tested"
    NODE_RETIRED = "node.retired"


_STATES = {
    "registering": Text("registering", "регистрируется"),
    "ready": Text("ready", "готов"),
    "maintenance": Text("maintenance", "обслуживание"),
    "unreachable": Text("unreachable", "недоступен"),
    "retired": Text("retired", "выведен из эксплуатации"),
}
WORDS = AuditWords(
    sentences={
        AuditAction.NODE_CREATED: Sentence(
            "{actor} registered the node {target}",
            "{actor}: добавление узла {target}",
            name="name",
        ),
        AuditAction.NODE_CHANGED: Sentence(
            "{actor} changed the node {target}", "{actor}: изменение узла {target}", name="name"
        ),
        AuditAction.NODE_TESTED: Sentence(
            "{actor} tested the connection to the node {target}",
            "{actor}: проверка связи с узлом {target}",
            name="name",
        ),
        AuditAction.NODE_RETIRED: Sentence(
            "{actor} retired the node {target}",
            "{actor}: вывод узла {target} из эксплуатации",
            name="name",
        ),
    },
    details={
        "name": Detail("Name", "Название"),
        "state": Detail("State", "Состояние", _STATES),
        "region": Detail("Region", "Регион"),
        "kind": Detail(
            "Kind",
            "Вид",
            {"container": Text("container", "контейнер"), "vps": Text("VPS", "VPS")},
        ),
        "driver": Detail("Driver", "Драйвер"),
        "endpoint": Detail("Endpoint", "Адрес подключения"),
        "settings": HIDDEN,
        "host": Detail("Address of services", "Адрес услуг"),
        "public_host": Detail("Public host", "Публичный адрес"),
        "internal_host": Detail("Internal host", "Внутренний адрес"),
        "network_mode": Detail("Network mode", "Режим сети"),
        "credentials": Detail("Credentials", "Учётные данные", kind="list"),
        "credential_names": Detail("Credentials", "Учётные данные", kind="list"),
        "port_from": Detail("First port", "Первый порт"),
        "port_to": Detail("Last port", "Последний порт"),
        "cpu_millis": Detail("Processor, thousandths of a core", "Процессор, тысячные доли ядра"),
        "memory_mb": Detail("Memory, MiB", "Память, МиБ"),
        "disk_gb": Detail("Disk, GiB", "Диск, ГиБ"),
        "cpu_overcommit_percent": Detail("Processor over-commit, %", "Переподписка процессора, %"),
        "memory_overcommit_percent": Detail("Memory over-commit, %", "Переподписка памяти, %"),
        "labels": Detail("Labels", "Метки"),
    },
)
