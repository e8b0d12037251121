"""What of the catalogue leaves a row in the audit."""

from app.events.audit import BaseAuditAction
from app.manifest.audit import HIDDEN, AuditWords, Detail, Sentence, Text


class AuditAction(BaseAuditAction):
    """`<noun>.<past verb>`."""

    PRODUCT_CREATED = "product.created"
    PRODUCT_CHANGED = "product.changed"
    PRODUCTS_REORDERED = "product.reordered"
    PLAN_CREATED = "plan.created"
    PLAN_CHANGED = "plan.changed"
    PLANS_REORDERED = "plan.reordered"
    IMAGE_CREATED = "image.created"
    IMAGE_CHANGED = "image.changed"
    PRICE_SET = "price.set"
    PRICE_WITHDRAWN = "price.withdrawn"


_STATUS = {
    "draft": Text("draft", "черновик"),
    "on_sale": Text("on sale", "в продаже"),
    "hidden": Text("hidden", "скрыт"),
    "retired": Text("retired", "снят с продажи"),
}
_KINDS = {"container": Text("container", "контейнер"), "vps": Text("VPS", "VPS")}
_PERIODS = {"hour": Text("hour", "час"), "month": Text("month", "месяц")}


def _of(en: str, ru: str) -> tuple[Sentence, Sentence]:
    """Return what creating and changing one kind of thing reads like."""
    return (
        Sentence(
            f"{{actor}} created the {en} {{target}}",
            f"{{actor}}: создание {ru} {{target}}",
            name="name",
        ),
        Sentence(
            f"{{actor}} changed the {en} {{target}}",
            f"{{actor}}: изменение {ru} {{target}}",
            name="name",
        ),
    )


_PRODUCT, _PLAN, _IMAGE = _of("product", "продукта"), _of("plan", "тарифа"), _of("image", "образа")
WORDS = AuditWords(
    sentences={
        AuditAction.PRODUCT_CREATED: _PRODUCT[0],
        AuditAction.PRODUCT_CHANGED: _PRODUCT[1],
        AuditAction.PRODUCTS_REORDERED: Sentence(
            "{actor} reordered the products", "{actor}: новый порядок продуктов"
        ),
        AuditAction.PLAN_CREATED: _PLAN[0],
        AuditAction.PLAN_CHANGED: _PLAN[1],
        AuditAction.PLANS_REORDERED: Sentence(
            "{actor} reordered the plans", "{actor}: новый порядок тарифов"
        ),
        AuditAction.IMAGE_CREATED: _IMAGE[0],
        AuditAction.IMAGE_CHANGED: _IMAGE[1],
        AuditAction.PRICE_SET: Sentence(
            "{actor} set a price of the plan {target}: {amount}",
            "{actor}: новая цена тарифа {target}: {amount}",
            name="name",
        ),
        AuditAction.PRICE_WITHDRAWN: Sentence(
            "{actor} withdrew a price of the plan {target}: {amount}",
            "{actor}: снятие цены тарифа {target}: {amount}",
            name="name",
        ),
    },
    details={
        "name": Detail("Name", "Название"),
        "slug": Detail("Short name", "Короткое имя"),
        "description": Detail("Description", "Описание"),
        "kind": Detail("Kind", "Вид", _KINDS),
        "status": Detail("Status", "Состояние", _STATUS),
        "reference": Detail("Image reference", "Адрес образа"),
        "port": Detail("Port", "Порт"),
        "cpu_millis": Detail("Processor, thousandths of a core", "Процессор, тысячные доли ядра"),
        "memory_mb": Detail("Memory, MiB", "Память, МиБ"),
        "disk_gb": Detail("Disk, GiB", "Диск, ГиБ"),
        "stock": Detail("In stock", "Остаток"),
        "is_default": Detail("Most popular", "Самый популярный"),
        "image_ids": HIDDEN,
        "images": HIDDEN,
        "product_id": HIDDEN,
        "ids": HIDDEN,
        "period": Detail("Period", "Период", _PERIODS),
        "amount": Detail("Price", "Цена", kind="amount"),
        "setup_fee": Detail("Setup fee", "Плата за подключение", kind="amount"),
        "currency": HIDDEN,
        "valid_from": Detail("Valid from", "Действует с", kind="moment"),
    },
)
