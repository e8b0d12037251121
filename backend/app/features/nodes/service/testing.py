"""Connection tests: a node is looked at by a worker, whether it is saved or not."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock, json
from app.core.ids import new_id
from app.dao.scope import Scope
from app.dao.session import Reads, TransactionReads
from app.events.audit import AuditEntry, Target, record
from app.events.nodes import NodeTested
from app.events.outbox import publish
from app.features.catalog import service as catalog
from app.features.nodes.audit import AuditAction
from app.features.nodes.dao import TESTS, NodeDAO, NodeTestDAO, machine_size
from app.features.nodes.errors import NodeStateError
from app.features.nodes.models import NodeState, NodeTest, NodeTestState
from app.features.nodes.schemas import (
    CheckName,
    CheckOutcome,
    NodeAddress,
    NodeCheck,
    NodeCreate,
    NodeFindings,
    NodeSettings,
    NodeTestRead,
)
from app.features.nodes.service.credentials import opened, sealed
from app.features.nodes.service.ports import check_settings, examine

TEST = "nodes.test"
_KEPT = timedelta(days=1)
_SHOWN = 10


async def begin_test(session: AsyncSession, body: NodeCreate) -> NodeTestRead:
    """Have a worker look at a node that is not saved; raises NodeSettingsInvalidError."""
    settings = check_settings(body.driver, body.settings)
    return await _begin(session, None, settings, body.model_dump(exclude={"settings"}))


async def begin_test_of(session: AsyncSession, node_id: UUID) -> NodeTestRead:
    """Have a worker look at a node as it is saved; raises NodeStateError for a retired one."""
    node = await NodeDAO(session).get(node_id)
    if node.state is NodeState.RETIRED:
        raise NodeStateError(state=node.state)
    settings = NodeSettings(
        endpoint=node.endpoint,
        network_mode=node.network_mode,
        secrets=opened(node.credentials),
    )
    return await _begin(session, node_id, settings, node.model_dump() | machine_size(node))


async def read_test(reads: Reads, test_id: UUID) -> bytes:
    """`NodeTestRead`; raises NotFoundError."""
    return await TESTS.get(reads, test_id, Scope.all())


async def find_test(session: AsyncSession, *, test_id: UUID) -> NodeTest | None:
    """Return the test that a job is about; None where it is answered or forgotten."""
    test = await NodeTestDAO(session).find(test_id)
    return test if test and test.state is NodeTestState.PENDING else None


async def run_test(test: NodeTest | None) -> NodeFindings | None:
    """Look at the node, outside any transaction."""
    if test is None:
        return None
    return await examine(NodeAddress(**_asked(test)["address"]))


async def finish_test(
    session: AsyncSession, test: NodeTest | None, found: NodeFindings | None
) -> None:
    """Write the answer, and forget what was asked: there may be secrets in it."""
    if test is None or found is None:
        return
    images = await catalog.image_references(session)
    checks = list(facts(_asked(test), found, images))
    kept = await NodeTestDAO(session).lock(test.id)
    kept.state, kept.asked, kept.finished_at = NodeTestState.DONE, "", clock.now()
    kept.checks = [check.model_dump(mode="json") for check in checks]
    await session.flush()
    await publish(session, NodeTested(test_id=kept.id, node_id=kept.node_id), account_id=None)


def facts(
    asked: dict[str, Any], found: NodeFindings, images: dict[str, str]
) -> Iterator[NodeCheck]:
    """Say what was found, one check after the other; the first failure of the engine ends it."""
    if found.error:
        yield NodeCheck(check=CheckName.ENGINE, outcome=CheckOutcome.FAILED, code=found.error)
        return
    yield _ok(CheckName.ENGINE, "answers", version=found.version)
    if asked["address"]["endpoint"].startswith("tcp://"):
        secure = bool(asked["address"]["credentials"])
        yield _judged(CheckName.ENCRYPTION, "encrypted", "" if secure else "not_encrypted")
    yield _capacity(asked, found)
    yield _ports(asked, found)
    yield _images(found, images)


def _ok(check: CheckName, code: str, **params: Any) -> NodeCheck:  # noqa: ANN401  whatever JSON holds
    return NodeCheck(check=check, outcome=CheckOutcome.OK, code=code, params=params)


def _judged(check: CheckName, good: str, wrong: str, **params: Any) -> NodeCheck:  # noqa: ANN401  likewise
    outcome = CheckOutcome.WARNING if wrong else CheckOutcome.OK
    return NodeCheck(check=check, outcome=outcome, code=wrong or good, params=params)


def _capacity(asked: dict[str, Any], found: NodeFindings) -> NodeCheck:
    has = {
        "cpu_millis": found.cpu_millis,
        "memory_mb": found.memory_mb,
        "disk_gb": found.disk_gb,
    }
    over = [name for name, amount in has.items() if amount and asked[name] > amount]
    wrong = "more_than_there_is" if over else ""
    return _judged(CheckName.CAPACITY, "room", wrong, **has, over=over)


def _ports(asked: dict[str, Any], found: NodeFindings) -> NodeCheck:
    wanted = range(asked["port_from"], asked["port_to"] + 1)
    taken = sorted(found.ports & frozenset(wanted))
    params = {"free": len(wanted) - len(taken), "taken": taken[:_SHOWN]}
    if len(taken) == len(wanted):
        return NodeCheck(
            check=CheckName.PORTS, outcome=CheckOutcome.FAILED, code="none_free", params=params
        )
    return _judged(CheckName.PORTS, "free", "some_taken" if taken else "", **params)


def _images(found: NodeFindings, images: dict[str, str]) -> NodeCheck:
    missing = sorted(
        reference
        for slug, reference in images.items()
        if not {slug, reference, _tagged(reference)} & found.images
    )
    wrong = "missing" if missing else ""
    present = len(images) - len(missing)
    return _judged(CheckName.IMAGES, "present", wrong, present=present, missing=missing[:_SHOWN])


def _tagged(reference: str) -> str:
    return reference if ":" in reference.rpartition("/")[2] else f"{reference}:latest"


def _asked(test: NodeTest) -> dict[str, Any]:
    found: dict[str, Any] = opened(test.asked)
    return found


async def _begin(
    session: AsyncSession, node_id: UUID | None, settings: NodeSettings, values: dict[str, Any]
) -> NodeTestRead:
    test_id = new_id()
    address = NodeAddress(
        node_id=node_id or test_id,
        node_name=values["name"],
        state=NodeState.REGISTERING,
        driver=values["driver"],
        endpoint=settings.endpoint,
        host=values["host"],
        public_host=values["public_host"],
        internal_host=values["internal_host"],
        network_mode=settings.network_mode,
        credentials=sealed(settings.secrets),
    )
    names = ("port_from", "port_to", "cpu_millis", "memory_mb", "disk_gb")
    asked = {"address": asdict(address)} | {name: values[name] for name in names}
    tests = NodeTestDAO(session)
    await tests.delete_before(clock.now() - _KEPT)
    await tests.add(NodeTest(id=test_id, node_id=node_id, asked=sealed(asked)))
    entry = AuditEntry(
        AuditAction.NODE_TESTED,
        target=Target("node", node_id) if node_id else None,
        changes={"name": address.node_name, "endpoint": settings.endpoint},
    )
    await record(session, entry)
    await enqueue(session, TEST, test_id=test_id)
    await session.flush()
    found = await TESTS.get(TransactionReads(session), test_id, Scope.all())
    return NodeTestRead.model_validate(json.loads(found))
