"""SQL on products, plans, prices and images."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlmodel import col

from app.dao.base import BaseDAO, table_of
from app.features.catalog.models import (
    CatalogStatus,
    Image,
    Period,
    Plan,
    PlanImage,
    Price,
    Product,
)

Item = TypeVar("Item", Product, Plan, Image)
NOW = func.statement_timestamp()
"""The database's clock: which price is current is the same for every process."""


def on_sale(model: type[Product] | type[Plan] | type[Image]) -> ColumnElement[bool]:
    """Tell the rows that can be ordered."""
    return col(model.status) == CatalogStatus.ON_SALE


def is_latest(moment: ColumnElement[datetime] = NOW) -> ColumnElement[bool]:
    """Tell the versions of prices that have begun by then and are followed by none that has."""
    newer = table_of(Price).alias()
    follows = exists().where(
        newer.c.plan_id == col(Price.plan_id),
        newer.c.period == col(Price.period),
        newer.c.currency == col(Price.currency),
        newer.c.valid_from > col(Price.valid_from),
        newer.c.valid_from <= moment,
    )
    return and_(col(Price.valid_from) <= moment, ~follows)


def is_current(moment: ColumnElement[datetime] = NOW) -> ColumnElement[bool]:
    """Tell the versions of prices by which plans are sold then."""
    return and_(is_latest(moment), col(Price.withdrawn_at).is_(None))


class CatalogItemDAO(BaseDAO[Item]):
    """SQL on what products, plans and images have in common."""

    def _column(self, name: str) -> Any:  # noqa: ANN401  a column of the child's table
        return getattr(self.model, name)

    async def by_slug(self, slug: str) -> Item | None:
        """Return it by its short name."""
        found: Item | None = await self.session.scalar(
            self.rows().where(self._column("slug") == slug)
        )
        return found

    async def next_position(self) -> int:
        """Return the place after the last one."""
        last = await self.session.scalar(select(func.max(self._column("position"))))
        return 0 if last is None else last + 1

    async def place(self, ids: Sequence[UUID]) -> None:
        """Number these rows in the given order."""
        for position, item_id in enumerate(ids):
            await self.session.execute(
                update(self.model).where(self._column("id") == item_id).values(position=position)
            )


class ProductDAO(CatalogItemDAO[Product]):
    """SQL on products."""

    model = Product

    async def lock_all(self) -> list[UUID]:
        """Return the products that are not retired, in their order, locked."""
        rows = select(col(Product.id)).where(col(Product.status) != CatalogStatus.RETIRED)
        ordered = rows.order_by(col(Product.position), col(Product.id)).with_for_update()
        return list(await self.session.scalars(ordered))


class PlanDAO(CatalogItemDAO[Plan]):
    """SQL on plans."""

    model = Plan

    async def offer(self, plan_id: UUID, price_id: UUID, image_id: UUID) -> Row[Any] | None:
        """Return plan, price, image, product, and whether plan and image go together.

        None where one of them is not on sale, or does not exist.
        """
        of_plan = col(PlanImage.plan_id) == col(Plan.id)
        fits = ~exists().where(of_plan) | exists().where(
            of_plan, col(PlanImage.image_id) == col(Image.id)
        )
        statement: Select[Any] = (
            select(Plan, Price, Image, Product, fits)
            .join(Product, col(Product.id) == col(Plan.product_id))
            .join(Price, col(Price.id) == price_id)
            .join(Image, col(Image.id) == image_id)
            .where(
                col(Plan.id) == plan_id,
                on_sale(Plan),
                on_sale(Image),
                on_sale(Product),
                is_current(),
            )
        )
        return (await self.session.execute(statement)).one_or_none()

    async def take(self, plan_id: UUID) -> bool:
        """Take one piece from a limited stock; False where none is left. The row stays locked."""
        found = await self.session.scalar(
            update(Plan)
            .where(col(Plan.id) == plan_id, col(Plan.stock).is_(None) | (col(Plan.stock) > 0))
            .values(stock=col(Plan.stock) - 1)
            .returning(col(Plan.id)),
            execution_options={"synchronize_session": False},
        )
        return found is not None

    async def give_back(self, plan_id: UUID) -> None:
        """Put one piece back; an unlimited stock stays so."""
        await self.session.execute(
            update(Plan).where(col(Plan.id) == plan_id).values(stock=col(Plan.stock) + 1),
            execution_options={"synchronize_session": False},
        )

    async def lock_all(self, product_id: UUID) -> list[UUID]:
        """Return a product's plans that are not retired, in their order, locked."""
        rows = select(col(Plan.id)).where(
            col(Plan.product_id) == product_id, col(Plan.status) != CatalogStatus.RETIRED
        )
        ordered = rows.order_by(col(Plan.position), col(Plan.id)).with_for_update()
        return list(await self.session.scalars(ordered))

    async def clear_default(self, product_id: UUID) -> None:
        """Let no plan of the product be the default one."""
        await self.session.execute(
            update(Plan)
            .where(col(Plan.product_id) == product_id, col(Plan.is_default))
            .values(is_default=False)
        )

    async def image_ids(self, plan_id: UUID) -> list[UUID]:
        """Return the images the plan is limited to."""
        rows = select(col(PlanImage.image_id)).where(col(PlanImage.plan_id) == plan_id)
        return list(await self.session.scalars(rows.order_by(col(PlanImage.image_id))))

    async def set_images(self, plan_id: UUID, image_ids: Collection[UUID]) -> None:
        """Limit the plan to these images; none: it is sold with all of its kind."""
        await self.session.execute(delete(PlanImage).where(col(PlanImage.plan_id) == plan_id))
        rows = [{"plan_id": plan_id, "image_id": image_id} for image_id in sorted(set(image_ids))]
        if rows:
            await self.session.execute(insert(PlanImage), rows)


class PriceDAO(BaseDAO[Price]):
    """SQL on prices."""

    model = Price

    async def moment(self) -> datetime:
        """Return the time by the database's clock."""
        found: datetime | None = await self.session.scalar(select(NOW))
        assert found is not None  # noqa: S101  a clock always answers
        return found

    async def is_sold(self, plan_id: UUID) -> bool:
        """Tell whether the plan has a current price."""
        rows = select(col(Price.id)).where(col(Price.plan_id) == plan_id, is_current())
        return await self.session.scalar(rows.limit(1)) is not None

    async def current(self, plan_id: UUID) -> list[Price]:
        """Return the prices by which the plan is sold now."""
        rows = self.rows().where(col(Price.plan_id) == plan_id, is_current())
        return list(await self.session.scalars(rows.order_by(col(Price.period))))

    async def is_latest(self, price_id: UUID) -> bool:
        """Tell whether it has begun and none that follows it has."""
        rows = select(col(Price.id)).where(col(Price.id) == price_id, is_latest())
        return await self.session.scalar(rows) is not None

    async def begins(
        self, plan_id: UUID, period: Period, currency: str, moment: datetime
    ) -> Price | None:
        """Return the version that begins at this moment."""
        found: Price | None = await self.session.scalar(
            self.rows().where(
                col(Price.plan_id) == plan_id,
                col(Price.period) == period,
                col(Price.currency) == currency,
                col(Price.valid_from) == moment,
            )
        )
        return found


class ImageDAO(CatalogItemDAO[Image]):
    """SQL on images."""

    model = Image

    async def lock_all(self) -> list[UUID]:
        """Return the images that are not retired, in their order, locked."""
        rows = select(col(Image.id)).where(col(Image.status) != CatalogStatus.RETIRED)
        ordered = rows.order_by(col(Image.position), col(Image.id)).with_for_update()
        return list(await self.session.scalars(ordered))

    async def references(self) -> dict[str, str]:
        """Return what an engine pulls for each image on sale, by slug."""
        rows = select(col(Image.slug), col(Image.reference)).where(on_sale(Image))
        return dict((await self.session.execute(rows)).tuples().all())

    async def count_of_kind(self, ids: Collection[UUID], kind: str) -> int:
        """Count the images among these that run on a kind of service."""
        rows = select(func.count()).select_from(Image)
        found = rows.where(col(Image.id).in_(ids), col(Image.kind) == kind)
        return await self.session.scalar(found) or 0
