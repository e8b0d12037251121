from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core import clock
from app.events.deployments import ServiceStopped
from app.events.models import EventRow
from app.events.outbox import publish
from app.features.deployments.models import Service, ServiceStatus
from app.features.monitoring import service
from app.features.monitoring.models import CheckState, CheckStatus, StatusInterval
from app.features.monitoring.providers.http import Limits
from app.features.monitoring.service import checking
from app.manifest import invariants
from tests.factories.accounts import Customer
from tests.factories.monitoring import make_service
from tests.features.monitoring.origin import BROKEN, WELL, Behaviour, Origin, says, stalls
from tests.one_transaction import OneTransaction

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_QUICK = Limits(timeout=0.3)
_UP, _DOWN, _UNKNOWN = CheckStatus.UP, CheckStatus.DOWN, CheckStatus.UNKNOWN

Minute = Callable[[int], Awaitable[CheckState]]


def _at(minute: int) -> datetime:
    return _NOON + timedelta(minutes=minute)


@pytest.fixture
async def port(origin: Origin) -> int:
    return await origin.serve(WELL)


@pytest.fixture
async def shop(session: AsyncSession, customer: Customer, node: UUID, port: int) -> Service:
    return await make_service(session, customer.account_id, node, port=port)


@pytest.fixture
def minute(database: OneTransaction, session: AsyncSession, shop: Service) -> Minute:
    """Check once, so many minutes after noon, and return how the shop's check stands."""

    async def run(number: int) -> CheckState:
        with clock.freeze(_at(number)):
            await service.check_services(database, _QUICK)
        return await session.get_one(CheckState, shop.id, populate_existing=True)

    return run


async def _spans(session: AsyncSession, service_id: UUID) -> list[tuple[Any, ...]]:
    rows = select(StatusInterval).where(col(StatusInterval.service_id) == service_id)
    intervals = (await session.scalars(rows.order_by(col(StatusInterval.id)))).all()
    for interval in intervals:
        await session.refresh(interval)
    return [(one.status, one.started_at, one.ended_at, one.reason) for one in intervals]


async def _facts(session: AsyncSession) -> Sequence[tuple[str, str]]:
    rows = select(EventRow).where(col(EventRow.type).startswith("check."))
    events = (await session.scalars(rows.order_by(col(EventRow.id)))).all()
    return [(one.type, one.payload["reason"]) for one in events]


async def _broken(session: AsyncSession) -> list[str]:
    return [
        rule.name
        for rule in invariants("monitoring")
        if (await session.execute(rule.offending)).first() is not None
    ]


async def test_a_service_that_answers_is_up_and_stays_one_span(
    session: AsyncSession, shop: Service, minute: Minute
) -> None:
    await minute(0)
    state = await minute(1)
    assert (state.status, state.since, state.last_checked_at) == (_UP, _at(0), _at(1))
    assert state.latency_ms is not None
    assert await _spans(session, shop.id) == [(_UP, _at(0), None, None)]
    assert await _facts(session) == []


async def test_two_failures_in_a_row_are_down_and_one_answer_is_up_each_told_once(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    await minute(0)
    origin.change(port, BROKEN)
    first = await minute(1)
    assert (first.status, first.failures, first.reason) == (_UP, 1, "http_503")
    assert (await minute(2)).status is _DOWN
    assert (await minute(3)).failures == 3
    origin.change(port, WELL)
    back = await minute(4)
    assert (back.status, back.since, back.failures, back.reason) == (_UP, _at(4), 0, None)
    await minute(5)
    assert await _spans(session, shop.id) == [
        (_UP, _at(0), _at(2), None),
        (_DOWN, _at(2), _at(4), "http_503"),
        (_UP, _at(4), None, None),
    ]
    assert await _facts(session) == [("check.down", "http_503"), ("check.up", "answered")]
    assert await _broken(session) == []


async def test_a_single_failure_between_answers_changes_nothing(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    for number in range(6):
        origin.change(port, WELL if number % 2 == 0 else stalls)
        assert (await minute(number)).status is _UP
    assert len(await _spans(session, shop.id)) == 1
    assert await _facts(session) == []


async def test_one_that_never_answered_is_unknown_before_it_is_down(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    origin.change(port, says(b"garbage"))
    assert (await minute(0)).status is _UNKNOWN
    assert (await minute(1)).status is _DOWN
    assert await _spans(session, shop.id) == [
        (_UNKNOWN, _at(0), _at(1), "invalid_answer"),
        (_DOWN, _at(1), None, "invalid_answer"),
    ]
    assert await _facts(session) == [("check.down", "invalid_answer")]


async def test_a_stopped_service_is_not_asked_and_nothing_is_known_of_it(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    await minute(0)
    shop.status = ServiceStatus.STOPPED
    await session.flush()
    state = await minute(1)
    assert (state.enabled, state.status, state.latency_ms) == (False, _UNKNOWN, None)
    assert origin.calls[port] == 1
    await minute(2)
    shop.status = ServiceStatus.ACTIVE
    await session.flush()
    assert (await minute(3)).enabled
    assert await _spans(session, shop.id) == [
        (_UP, _at(0), _at(1), None),
        (_UNKNOWN, _at(1), _at(3), None),
        (_UP, _at(3), None, None),
    ]
    assert await _facts(session) == []
    assert await _broken(session) == []


async def test_one_that_was_down_when_it_was_stopped_does_not_come_up_with_a_message(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    origin.change(port, BROKEN)
    await minute(0)
    await minute(1)
    shop.status = ServiceStatus.SUSPENDED
    await session.flush()
    await minute(2)
    shop.status = ServiceStatus.ACTIVE
    origin.change(port, WELL)
    await session.flush()
    await minute(3)
    assert [kind for kind, _ in await _facts(session)] == ["check.down"]


async def test_the_fact_of_a_stop_ends_the_span_at_once_and_a_late_one_does_nothing(
    session: AsyncSession,
    shop: Service,
    minute: Minute,
    drain: Callable[[], Awaitable[int]],
) -> None:
    stopped = ServiceStopped(
        service_id=shop.id,
        order_id=shop.order_id,
        subscription_id=shop.subscription_id,
        hostname=shop.hostname,
    )
    await minute(0)
    await publish(session, stopped, account_id=shop.account_id)
    await drain()
    assert (await minute(1)).since == _at(0)
    shop.status = ServiceStatus.STOPPED
    await session.flush()
    with clock.freeze(_at(2)):
        await service.pause(session, shop.id)
        await service.pause(session, shop.id)
    assert await _spans(session, shop.id) == [
        (_UP, _at(0), _at(2), None),
        (_UNKNOWN, _at(2), None, None),
    ]


async def test_services_of_one_batch_do_not_touch_each_other(
    session: AsyncSession, customer: Customer, node: UUID, origin: Origin, minute: Minute
) -> None:
    sick = await make_service(session, customer.account_id, node, port=await origin.refuse())
    slow = await make_service(session, customer.account_id, node, port=await origin.serve(stalls))
    await minute(0)
    assert (await minute(1)).status is _UP
    rows = select(CheckState).where(col(CheckState.status) == _DOWN)
    states = (await session.scalars(rows)).all()
    assert {state.service_id: (state.status, state.reason) for state in states} == {
        sick.id: (_DOWN, "refused"),
        slow.id: (_DOWN, "timeout"),
    }


@pytest.mark.parametrize(
    "address", ["http://192.0.2.9:{port}", "https://127.0.0.1:{port}", "http://[::1", "http://h:x"]
)
async def test_only_the_node_itself_is_ever_connected_to(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int, address: str
) -> None:
    shop.address = address.format(port=port)
    await session.flush()
    assert (await minute(0)).reason == "unreachable"
    assert origin.calls[port] == 0


async def test_a_public_name_is_asked_for_at_the_node_s_address(
    session: AsyncSession, shop: Service, minute: Minute, port: int
) -> None:
    await session.execute(text("UPDATE node SET public_host = 'web.example'"))
    shop.address = f"http://web.example:{port}"
    await session.flush()
    assert (await minute(0)).status is _UP


async def test_a_node_open_on_every_address_is_asked_where_the_panel_reaches_it(
    session: AsyncSession, shop: Service, minute: Minute, port: int
) -> None:
    everywhere = "UPDATE node SET host = '0.0.0.0', public_host = 'web.example'"
    await session.execute(text(everywhere + ", internal_host = 'localhost'"))
    shop.address = f"http://web.example:{port}"
    await session.flush()
    assert (await minute(0)).status is _UP

    await session.execute(text(everywhere + ", internal_host = 'nobody.invalid'"))
    assert (await minute(1)).reason == "unreachable"


async def test_a_clock_that_jumps_back_leaves_history_in_one_line(
    session: AsyncSession, shop: Service, minute: Minute, origin: Origin, port: int
) -> None:
    await minute(10)
    origin.change(port, BROKEN)
    await minute(3)
    await minute(4)
    assert await _spans(session, shop.id) == [
        (_UP, _at(10), _at(10), None),
        (_DOWN, _at(10), None, "http_503"),
    ]
    assert await _broken(session) == []


async def test_the_database_refuses_spans_that_overlap(
    session: AsyncSession, shop: Service, minute: Minute
) -> None:
    await minute(0)
    with pytest.raises(IntegrityError, match="ex_status_interval_overlap"):
        async with session.begin_nested():
            session.add(
                StatusInterval(service_id=shop.id, status=_DOWN, started_at=_at(5), ended_at=_at(6))
            )


async def test_checks_that_are_forgotten_gaps_and_strangers_break_an_invariant(
    session: AsyncSession, customer: Customer, node: UUID, shop: Service, minute: Minute
) -> None:
    await minute(0)
    assert await _broken(session) == []
    other = await make_service(session, customer.account_id, node, changed_at=_at(-10))
    assert await _broken(session) == ["monitoring.running_services_are_checked"]
    session.add(
        CheckState(
            service_id=other.id,
            enabled=True,
            status=_UP,
            since=_at(-30),
            last_checked_at=_at(-4),
        )
    )
    session.add(
        StatusInterval(service_id=shop.id, status=_DOWN, started_at=_at(-9), ended_at=_at(-8))
    )
    await session.flush()
    assert set(await _broken(session)) == {
        "monitoring.enabled_checks_are_fresh",
        "monitoring.intervals_are_contiguous",
        "monitoring.open_interval_is_the_state",
    }


async def test_history_is_kept_for_a_year_and_the_present_for_ever(
    session: AsyncSession, shop: Service, port: int, origin: Origin, minute: Minute
) -> None:
    await minute(0)
    origin.change(port, BROKEN)
    await minute(1)
    await minute(2)
    with clock.freeze(_at(2) + checking.KEEP_HISTORY):
        assert await service.delete_old_history(session) == 0
    with clock.freeze(_at(3) + checking.KEEP_HISTORY):
        assert await service.delete_old_history(session) == 1
    [(status, since, ended, _)] = await _spans(session, shop.id)
    assert (status, since, ended) == (_DOWN, _at(2), None)
    assert await _broken(session) == []


async def test_a_batch_takes_as_many_statements_for_one_as_for_fifty(
    database: OneTransaction,
    session: AsyncSession,
    customer: Customer,
    node: UUID,
    origin: Origin,
    statements: list[str],
) -> None:
    port = await origin.serve(WELL)

    async def counted(behaviours: list[Behaviour]) -> list[int]:
        counts = []
        for behaviour in behaviours:
            origin.change(port, behaviour)
            statements.clear()
            await service.check_services(database, _QUICK)
            counts.append(len(statements))
        return counts

    await make_service(session, customer.account_id, node, port=port)
    for_one = await counted([WELL, WELL, BROKEN, BROKEN])
    for _ in range(49):
        await make_service(session, customer.account_id, node, port=port)
    assert await counted([WELL, WELL, BROKEN, BROKEN]) == [max(for_one), *for_one[1:]]
    assert max(for_one) <= 16  # three units of work


async def test_what_nobody_looked_at_is_unknown(
    session: AsyncSession, shop: Service, minute: Minute
) -> None:
    await minute(0)
    await minute(1)
    await minute(7)
    assert await _spans(session, shop.id) == [
        (_UP, _at(0), _at(2), None),
        (_UNKNOWN, _at(2), _at(7), None),
        (_UP, _at(7), None, None),
    ]
    assert await _facts(session) == []
    assert await _broken(session) == []


async def test_a_late_round_leaves_no_gap(
    session: AsyncSession, shop: Service, minute: Minute
) -> None:
    await minute(0)
    await minute(3)
    assert await _spans(session, shop.id) == [(_UP, _at(0), None, None)]


async def test_who_was_down_before_nobody_looked_is_said_to_answer_again(
    session: AsyncSession, minute: Minute, origin: Origin, port: int
) -> None:
    origin.change(port, BROKEN)
    await minute(0)
    await minute(1)
    origin.change(port, WELL)
    await minute(9)
    assert [kind for kind, _ in await _facts(session)] == ["check.down", "check.up"]
