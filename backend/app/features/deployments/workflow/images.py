"""Images on their way to nodes: asked for by staff or by a step, pulled by a worker, one at a time.

Whoever wants an image locks its row and joins what is under way. The pull says how far it is in
short units of work of its own, and looks there whether it is still wanted. Steps wait for the row;
they lock their operation first and the image after it, so nobody who holds an image waits for one.
"""

import asyncio
from dataclasses import asdict, dataclass
from uuid import UUID

from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock
from app.dao.session import UnitsOfWork
from app.events.nodes import NodeImageChanged
from app.events.outbox import publish
from app.features.deployments.dao.images import NodeImageDAO, image_job_key
from app.features.deployments.dao.operations import OperationDAO
from app.features.deployments.dao.services import ServiceDAO
from app.features.deployments.models import (
    ARRIVING,
    BUSY_IMAGES,
    NodeImage,
    NodeImageState,
)
from app.features.deployments.providers import base
from app.features.deployments.providers.base import DriverError, PullProgress
from app.features.deployments.workflow import runtime
from app.features.nodes import service as nodes
from app.features.nodes.schemas import NodeAddress

PULL, REMOVE = "deployments.pull_image", "deployments.remove_image"
IMAGE_READY = "deployments.image_ready"
PULL_SECONDS = 630
_REPORT_SECONDS = 2.0
_REMOVE_SECONDS = 40.0
_PERCENT = 100
_State = NodeImageState


@dataclass(frozen=True, slots=True)
class ImageJob:
    """What a worker does about an image; `attempts` says which worker it is."""

    image_id: UUID
    attempts: int
    place: NodeAddress
    image: str
    reference: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of it: the image, or why it is not there (neither: it was cancelled)."""

    found: base.NodeImage | None = None
    error: DriverError | None = None


async def want(session: AsyncSession, node_id: UUID, image: str, reference: str) -> NodeImage:
    """Have an image pulled to a node, or looked for there; joins a pull that is under way."""
    row = await NodeImageDAO(session).claim(node_id, image, reference)
    row.cancel_requested = False
    if row.state not in BUSY_IMAGES or not row.revision:
        await ask(session, row, _State.QUEUED, PULL)
    await session.flush()
    return row


async def ask(session: AsyncSession, row: NodeImage, state: NodeImageState, task: str) -> None:
    """Have a worker pull or remove a locked image."""
    row.revision += 1
    row.cancel_requested, row.error_code, row.error_params = False, None, {}
    for name, nothing in asdict(PullProgress()).items():
        setattr(row, name, nothing)
    await enqueue(
        session,
        task,
        key=image_job_key(row),
        image_id=row.id,
        revision=row.revision,
    )
    await move(session, row, state)


async def move(session: AsyncSession, row: NodeImage, state: NodeImageState) -> None:
    """Write the new state of a locked image, and tell who watches."""
    row.state, row.changed_at = state, clock.now()
    await session.flush()
    await _tell(session, row)


def percent(row: NodeImage) -> int | None:
    """Return how far a pull is: by bytes, else by layers; None where the node does not say."""
    if row.bytes_total:
        return row.bytes_done * _PERCENT // row.bytes_total
    return row.layers_done * _PERCENT // row.layers_total if row.layers_total else None


async def prepare_pull(session: AsyncSession, *, image_id: UUID, revision: int) -> ImageJob | None:
    """Begin a pull; None where it was cancelled, or something else is asked for by now."""
    row = await NodeImageDAO(session).lock_if_there(image_id)
    if row is None or row.revision != revision or row.state not in ARRIVING:
        return None
    if row.cancel_requested:
        await _end(session, row, _State.CANCELLED)
        return None
    return await _begin(session, row, _State.PULLING)


async def pull(job: ImageJob, database: UnitsOfWork) -> Pulled:
    """Have the image on its node; say every two seconds how far it is, end where told to."""
    latest = PullProgress()

    def note(progress: PullProgress) -> None:
        nonlocal latest
        latest = progress

    async def prepare(driver: base.Driver) -> base.NodeImage:
        return await driver.prepare(job.image, job.reference, note)

    working = asyncio.create_task(runtime.call(job.place, prepare, PULL_SECONDS))
    told = latest
    try:
        while not (await asyncio.wait({working}, timeout=_REPORT_SECONDS))[0]:
            before, told = told, latest  # what arrives while this is written is told next time
            if not await _report(database, job, told, changed=told != before):
                return Pulled()
        return Pulled(found=working.result())
    except DriverError as error:
        return Pulled(error=error)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def _report(
    database: UnitsOfWork, job: ImageJob, progress: PullProgress, *, changed: bool
) -> bool:
    """Write how far a pull is; tell whether it is still this worker's, and wanted."""
    async with database.unit_of_work() as session:
        told = asdict(progress)
        row = await NodeImageDAO(session).note_progress(job.image_id, job.attempts, told)
        if row is not None and changed:
            await _tell(session, row)
    return row is not None and not row.cancel_requested


async def finish_pull(session: AsyncSession, job: ImageJob, outcome: Pulled) -> None:
    """Write what came of a pull, and wake the operations that wait for it."""
    row = await _still_ours(session, job)
    if row is None:
        return
    if outcome.found is not None:
        _note_found(row, outcome.found)
        await _end(session, row, _State.PRESENT)
    elif outcome.error is not None:
        await _fail(session, row, outcome.error)
    else:
        await _end(session, row, _State.CANCELLED)


async def prepare_removal(
    session: AsyncSession, *, image_id: UUID, revision: int
) -> ImageJob | None:
    """Begin a removal; None where a service was placed with the image meanwhile."""
    row = await NodeImageDAO(session).lock_if_there(image_id)
    if row is None or row.revision != revision or row.state is not _State.REMOVING:
        return None
    if await ServiceDAO(session).uses(row):
        await _fail(session, row, base.ImageInUseError())
        return None
    return await _begin(session, row, _State.REMOVING)


async def remove(job: ImageJob) -> Pulled:
    """Remove the image from its node."""
    try:
        await runtime.call(
            job.place, lambda driver: driver.remove_image(job.image, job.reference), _REMOVE_SECONDS
        )
    except DriverError as error:
        return Pulled(error=error)
    return Pulled()


async def finish_removal(session: AsyncSession, job: ImageJob, outcome: Pulled) -> None:
    """Forget an image that was removed, or say why it stays."""
    row = await _still_ours(session, job)
    if row is None:
        return
    if outcome.error is not None:
        await _fail(session, row, outcome.error)
        return
    await NodeImageDAO(session).remove(row.id)
    await _tell(session, row)
    await _wake(session, row)


async def give_up(session: AsyncSession, image_id: UUID, revision: int, why: str) -> None:
    """End what no worker will take further; nothing where it has ended, or was asked for anew."""
    row = await NodeImageDAO(session).lock_if_there(image_id)
    if row is not None and row.state in BUSY_IMAGES and row.revision == revision:
        logger.warning("image {} on node {} is given up: {}", row.image, row.node_id, why)
        error = DriverError(detail=why)
        error.code = "internal_error"  # type: ignore[misc]  # the instance speaks for itself
        await _fail(session, row, error)


def note_seen(row: NodeImage, found: base.NodeImage | None) -> NodeImageState:
    """Note whether an image was seen on its node; return the state it is in by that."""
    if found is None:
        row.verified_at = None
        return _State.MISSING if row.state is _State.PRESENT else row.state
    _note_found(row, found)
    return _State.PRESENT


def _note_found(row: NodeImage, found: base.NodeImage) -> None:
    row.size_bytes, row.digest, row.verified_at = found.size_bytes, found.digest, clock.now()
    row.error_code, row.error_params = None, {}


async def _begin(session: AsyncSession, row: NodeImage, state: NodeImageState) -> ImageJob | None:
    addresses = {node.node_id: node for node in await nodes.nodes(session)}
    place = addresses.get(row.node_id)
    if place is None:
        await _fail(session, row, base.NodeUnreachableError(detail="the node is retired"))
        return None
    row.attempts += 1
    await move(session, row, state)
    return ImageJob(row.id, row.attempts, place, row.image, row.reference)


async def _still_ours(session: AsyncSession, job: ImageJob) -> NodeImage | None:
    row = await NodeImageDAO(session).lock_if_there(job.image_id)
    ours = row is not None and row.attempts == job.attempts and row.state in BUSY_IMAGES
    return row if ours else None


async def _fail(session: AsyncSession, row: NodeImage, error: DriverError) -> None:
    """Say why: an image that was to be removed is there still, as far as is known."""
    there = row.state is _State.REMOVING and row.verified_at is not None
    logger.warning("image {} on node {}: {} {}", row.image, row.node_id, error.code, error.detail)
    row.error_code = error.code
    row.error_params, row.error_retryable = error.params, error.retryable
    await _end(session, row, _State.PRESENT if there else _State.FAILED)


async def _end(session: AsyncSession, row: NodeImage, state: NodeImageState) -> None:
    await move(session, row, state)
    await _wake(session, row)


async def _wake(session: AsyncSession, row: NodeImage) -> None:
    for operation_id in await OperationDAO(session).waiting_for(row):
        await enqueue(session, IMAGE_READY, operation_id=operation_id)


async def _tell(session: AsyncSession, row: NodeImage) -> None:
    place = await nodes.name_of(session, row.node_id)
    changed = NodeImageChanged(
        node_id=row.node_id,
        name=place,
        image=row.image,
        state=row.state,
        progress=percent(row),
    )
    await publish(session, changed, account_id=None)


def kept_error(row: NodeImage) -> DriverError:
    """Return why a pull failed, as it was raised where the pull ran."""
    error = DriverError(
        detail="the image did not arrive", retryable=row.error_retryable, **row.error_params
    )
    error.code = row.error_code or error.code  # type: ignore[misc]  # as above
    return error
