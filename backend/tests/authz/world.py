"""Two customers with one of everything each, staff of every role, and what each is known by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from app.auth.permissions import Permission
from app.auth.roles import BuiltInRole
from app.celery.job import Job, JobState
from app.core import clock
from app.core.context import Actor, ActorKind, acting
from app.core.settings import Settings
from app.events.dao import EventDAO
from app.events.deployments import ServiceActivated
from app.events.models import EventRow
from app.events.outbox import publish
from app.features.billing import service as billing
from app.features.billing.models import Payment
from app.features.billing.service import settlement
from app.features.catalog.models import Image
from app.features.deployments.models import (
    NodeImage,
    NodeImageState,
    Operation,
    OperationKind,
    OperationState,
    OperationStep,
    Service,
    ServiceStatus,
    StepState,
)
from app.features.nodes.models import NodeTest
from app.features.notifications.models import Notification
from app.features.orders import service as orders
from app.features.orders.schemas import OrderCreate, OrderRead
from app.features.roles import service as roles
from app.features.roles.models import Role
from app.features.users.models import User
from app.manifest import Tone
from tests.authz.side import Side, address_of, make_keys, make_mails, make_people
from tests.factories.accounts import make_customer
from tests.factories.billing import give, make_offer, principal_of
from tests.factories.catalog import make_drafts
from tests.factories.legal import make_legal_documents
from tests.factories.monitoring import make_service
from tests.factories.nodes import make_node
from tests.factories.orders import wish_for
from tests.factories.users import make_user

_PURSE = 10_000_000


@dataclass
class World:
    """Everybody and everything there is."""

    ours: Side
    theirs: Side
    staff: dict[str, UUID]


async def make_world(session: AsyncSession, settings: Settings) -> World:
    """Make both customers and the staff."""
    with acting(Actor(ActorKind.SYSTEM), "world"):
        await roles.seed(session)
        staff = {}
        for role in BuiltInRole:
            user = await make_user(session, name=f"Staff {role.value}")
            await roles.assign(session, user.id, role)
            staff[role.value] = user.id
        node_id = await make_node(session, "node-1", port_to=21_099)
        shared: dict[str, UUID | str] = {
            "test_id": await _node_test(session),
            "node_id": node_id,
            "job_id": await _dead_job(session),
        }
        shared |= await _roles(session)
        drafts = await make_drafts(session)
        shared |= drafts
        shared |= await _node_images(session, node_id, drafts["draft_image_id"])
        shared |= await make_legal_documents(session)
        spare = await make_node(session, "node-2")
        await session.execute(
            text("UPDATE node SET state = 'maintenance' WHERE id = :id"), {"id": spare}
        )
        ours = await _make_side(session, settings, "Oak", shared | {"resting_node_id": spare})
        theirs = await _make_side(session, settings, "Birch", shared)
        await EventDAO(session).place()
        for side in (ours, theirs):
            side.marks = frozenset(await _marks(session, side))
        await session.commit()
    return World(ours, theirs, staff)


async def _roles(session: AsyncSession) -> dict[str, UUID]:
    """Return a role that nobody holds, and one to be given."""
    spare = Role(name="Spare", permissions=[Permission.JOBS_READ])
    session.add(spare)
    await session.flush()
    given = await session.scalar(select(col(Role.id)).where(col(Role.name) == BuiltInRole.SUPPORT))
    assert given is not None
    disabled = await make_user(session, name="Kept out", active=False)
    return {"role_id": spare.id, "given_role_id": given, "disabled_user_id": disabled.id}


async def _node_images(session: AsyncSession, node_id: UUID, image_id: UUID) -> dict[str, UUID]:
    """Return an image that is on a node and unused, and one that is on its way there."""
    slug = (await session.get_one(Image, image_id)).slug
    made = {
        "node_image_id": NodeImage(
            node_id=node_id, image=slug, reference="there", state=NodeImageState.PRESENT
        ),
        "arriving_node_image_id": NodeImage(
            node_id=node_id, image=slug, reference="arriving", state=NodeImageState.PULLING
        ),
    }
    session.add_all(made.values())
    await session.flush()
    return {slot: one.id for slot, one in made.items()}


async def _node_test(session: AsyncSession) -> UUID:
    made = NodeTest(asked="")
    session.add(made)
    await session.flush()
    return made.id


async def _dead_job(session: AsyncSession) -> UUID:
    job = Job(task="mail.send", queue="default", payload={}, state=JobState.DEAD, max_attempts=1)
    job.run_at = job.dispatched_at = job.created_at = clock.now()
    session.add(job)
    await session.flush()
    return job.id


async def _make_side(
    session: AsyncSession, settings: Settings, name: str, shared: dict[str, UUID | str]
) -> Side:
    customer = await make_customer(session, settings, name=f"{name} Works", email=address_of(name))
    side = Side(name, customer.account_id, {"owner": customer.user.id})
    side.ids |= shared | {"account_id": side.account_id, "customer_id": side.account_id}
    await give(session, side.account_id, _PURSE)
    await _make_orders(session, side)
    await _make_services(session, side)
    await _make_news(session, side)
    await make_people(session, side)
    await make_keys(session, side)
    await make_mails(session, side)
    side.hidden = _hidden(side)
    return side


async def _make_orders(session: AsyncSession, side: Side) -> None:
    """Make an order that waits for money, one whose service failed, and three that run."""
    for slot in ("", "failed_", "active_", "stopped_", "held_"):
        order = await _place(session, side, f"{side.name}-{slot or 'new_'}site".replace("_", "-"))
        side.ids[f"{slot}order_id"] = order.id
        side.ids[f"{slot}invoice_id"] = order.invoice_id or ""
        snapshot = await orders.snapshot(session, order.id)
        side.ids[f"{slot}subscription_id"] = snapshot.subscription_id
        if slot:
            scope = principal_of(side.account_id).scope()
            await settlement.pay_from_balance(session, scope, snapshot.invoice_id)
            await orders.mark_paid(session, order.id)
        if slot == "stopped_":
            await billing.activate_subscription(session, snapshot.subscription_id)
    await orders.record_failure(session, UUID(str(side.ids["failed_order_id"])), "image_missing")
    payment = Payment(account_id=side.account_id, provider="sandbox", amount=77_777, currency="RUB")
    session.add(payment)
    await session.flush()
    side.ids["payment_id"] = payment.id


async def _place(session: AsyncSession, side: Side, hostname: str) -> OrderRead:
    offer = await make_offer(session)
    payload = wish_for(offer, hostname.lower())
    side.ids |= payload
    owner = principal_of(side.account_id, side.people["owner"])
    return await orders.place_order(session, owner, OrderCreate.model_validate(payload))


async def _make_services(session: AsyncSession, side: Side) -> None:
    node_id = UUID(str(side.ids["node_id"]))
    states = {
        "": ServiceStatus.ACTIVE,
        "stopped_": ServiceStatus.STOPPED,
        "held_": ServiceStatus.SUSPENDED,
    }
    for slot, status in states.items():
        of = f"{slot or 'active_'}"
        service = await make_service(
            session,
            side.account_id,
            node_id,
            order_id=side.ids[f"{of}order_id"],
            subscription_id=side.ids[f"{of}subscription_id"],
            hostname=f"{side.name}-{of}host".lower().replace("_", "-"),
            status=status,
            held_at=clock.now() if slot == "held_" else None,
            hold_reason="Mass mailings" if slot == "held_" else None,
        )
        side.ids[f"{slot}service_id"] = service.id
        side.ids[f"{slot}operation_id"] = await _failed_operation(session, service)


async def _failed_operation(session: AsyncSession, service: Service) -> UUID:
    now = clock.now()
    operation = Operation(
        service_id=service.id,
        account_id=service.account_id,
        kind=OperationKind.RESTART,
        step="stop",
        run_at=now,
        deadline=now,
        actor_kind=ActorKind.SYSTEM,
        error_code="driver_timeout",
        state=OperationState.FAILED,
        finished_at=now,
    )
    session.add(operation)
    await session.flush()
    step: dict[str, Any] = {
        "operation_id": operation.id,
        "state": StepState.FAILED,
        "finished_at": now,
    }
    session.add(OperationStep(position=0, name="stop", **step))
    service.operation_id = operation.id
    await session.flush()
    return operation.id


async def _make_news(session: AsyncSession, side: Side) -> None:
    """Let each service be told of, in the stream and by notifications."""
    for slot in ("", "stopped_"):
        service_id = UUID(str(side.ids[f"{slot}service_id"]))
        event = ServiceActivated(
            service_id=service_id,
            order_id=UUID(str(side.ids[f"{slot or 'active_'}order_id"])),
            subscription_id=UUID(str(side.ids[f"{slot or 'active_'}subscription_id"])),
            hostname=f"{side.name}-{slot}told",
            address="http://site.test",
        )
        await publish(session, event, account_id=side.account_id)
        newest = select(col(EventRow.id)).order_by(col(EventRow.id).desc()).limit(1)
        line = Notification(
            event_id=(await session.scalars(newest)).one(),
            account_id=side.account_id,
            event_type=event.type,
            rule="service_active",
            text={"ru": event.hostname, "en": event.hostname},
            tone=Tone.POSITIVE,
            path="/panel",
            permission=Permission.SERVICES_READ,
            service_id=service_id,
        )
        session.add(line)
        await session.flush()
        side.ids[f"{slot}notification_id"] = line.id


def _hidden(side: Side) -> frozenset[str]:
    """Name what the member of single services may not hear of."""
    slots = ("stopped_service_id", "stopped_operation_id", "stopped_notification_id", "invoice_id")
    side.hidden_ids = {slot.removeprefix("stopped_"): side.ids[slot] for slot in slots}
    words = [f"{side.name}-stopped-host".lower(), f"{side.name}-stopped_told"]
    return frozenset([*map(str, side.hidden_ids.values()), *words])


async def _marks(session: AsyncSession, side: Side) -> Iterable[str]:
    """Return the ids of every row of the account and its people, and their names and addresses.

    Whose membership ended knows of themselves still.
    """
    people = [user_id for name, user_id in side.people.items() if name != "expired"]
    found = {str(side.account_id), *map(str, people)}
    for name, table in SQLModel.metadata.tables.items():
        for column, owners in (
            ("account_id", [side.account_id]),
            ("user_id", people),
        ):
            if column in table.c and name not in _COMMON:
                rows = await session.scalars(select(table.c.id).where(table.c[column].in_(owners)))
                found.update(map(str, rows))
    for person in await session.scalars(select(User).where(col(User.id).in_(people))):
        found |= {person.email, person.name} if person.name != "Vera" else {person.email}
    return found | {f"{side.name} Works", f"{side.name.lower()}-active-host"}


_COMMON = frozenset({"staff_role"})
