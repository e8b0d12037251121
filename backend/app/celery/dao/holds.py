"""SQL on the hold of background work."""

from sqlalchemy import delete, select
from sqlmodel import col

from app.celery.hold import WorkHold
from app.core import clock
from app.dao.base import BaseDAO, table_of


class HoldDAO(BaseDAO[WorkHold]):
    """The rows that hold all work; usually none."""

    model = WorkHold

    async def current(self) -> WorkHold | None:
        """Return the first hold, None where work goes on."""
        found: WorkHold | None = await self.session.scalar(
            self.rows().order_by(col(WorkHold.since)).limit(1)
        )
        return found

    async def is_held(self) -> bool:
        """Tell whether work is held."""
        return bool(await self.session.scalar(select(select(col(WorkHold.id)).exists())))

    async def hold(self, reason: str) -> None:
        """Hold all work, making the table where it is missing: before a restore none is there."""
        connection = await self.session.connection()
        table = table_of(WorkHold)
        await connection.run_sync(lambda sync: table.create(sync, checkfirst=True))
        await self.put({"reason": reason, "since": clock.now()})

    async def release(self) -> int:
        """Let work go on; return how many holds there were."""
        gone = await self.session.execute(
            delete(WorkHold).execution_options(synchronize_session=False)
        )
        return int(getattr(gone, "rowcount", 0))
