"""SQL on logos."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from app.dao.base import BaseDAO
from app.features.brand.models import BrandLogo

_NEWEST = func.coalesce(col(BrandLogo.used_at), col(BrandLogo.created_at))
_RANK = (
    func.row_number()
    .over(
        partition_by=col(BrandLogo.used_at).is_(None),
        order_by=(_NEWEST.desc(), col(BrandLogo.id).desc()),
    )
    .label("rank")
)


class BrandLogoDAO(BaseDAO[BrandLogo]):
    """SQL on logos."""

    model = BrandLogo

    async def named(self, names: Collection[str]) -> dict[str, BrandLogo]:
        """Return the logos of these names that there are."""
        found = await self.session.scalars(self.rows().where(col(BrandLogo.name).in_(names)))
        return {logo.name: logo for logo in found}

    async def use(self, names: Collection[str], at: datetime) -> None:
        """Note that the brand takes these."""
        taken = update(BrandLogo).where(col(BrandLogo.name).in_(names)).values(used_at=at)
        await self.session.execute(taken)

    async def drop_older(self, keep: int) -> Sequence[str]:
        """Delete all but the newest that were used and the newest that never were; return names."""
        ranked = select(col(BrandLogo.name), _RANK).subquery()
        older = select(ranked.c.name).where(ranked.c.rank > keep)
        gone = delete(BrandLogo).where(col(BrandLogo.name).in_(older))
        return (await self.session.scalars(gone.returning(col(BrandLogo.name)))).all()
