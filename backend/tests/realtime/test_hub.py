"""The hub, driven step by step: who receives what, in which order, and until when."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.auth.authenticator import Credential
from app.auth.roles import BuiltInRole
from app.core import clock, json
from app.core.ids import new_id
from app.events.base import changes_rights, event_types
from app.events.dao import BATCH
from app.events.deployments import ServiceStopped
from app.events.outbox import publish
from app.events.users import SessionRevoked, UserVerified
from app.features.accounts.models import MemberRole
from app.features.roles import service as roles
from app.features.users.models import AuthSession
from app.realtime import hub as hub_module
from app.realtime import revocation
from app.realtime.errors import StoppingError, TooManyStreamsError
from app.realtime.subscription import MAILBOX, EndReason
from tests.factories.accounts import Customer, make_member
from tests.realtime.conftest import Room


def notice(_position: int) -> bytes:
    return b'{"type": "notice"}'


def verified(reader: Customer) -> UserVerified:
    return UserVerified(user_id=reader.user.id)


def stopped() -> ServiceStopped:
    ids = {name: new_id() for name in ("service_id", "order_id", "subscription_id")}
    return ServiceStopped(hostname="shop", **ids)


async def revoke(room: Room, reader: Customer) -> None:
    """End every session of the reader, with the event and nothing else."""
    async with room.database.unit_of_work() as session:
        ended = update(AuthSession).where(col(AuthSession.user_id) == reader.user.id)
        await session.execute(ended.values(revoked_at=clock.now()))
        event = SessionRevoked(user_id=reader.user.id, session_id=new_id(), reason="test")
        await publish(session, event, account_id=None)


async def test_an_account_receives_its_own_events_in_order(room: Room) -> None:
    ours, theirs = await room.customer(), await room.customer()
    async with room.reading(ours) as reader, room.reading(theirs) as other:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["user.verified", "service.stopped"]
        assert await other.types() == []


async def test_a_reader_receives_only_subscribed_topics(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours, topics="service invoice") as reader:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["service.stopped"]
        await room.hub.change_topics(reader.subscription, frozenset(("user",)), None, notice)
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["notice", "user.verified"]


async def test_a_topic_added_later_resumes_from_a_position(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours, topics="service") as reader:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        await room.hub.change_topics(reader.subscription, frozenset(("service", "user")), 0, notice)
        await room.publish(ours, verified(ours))
        await room.hub.feed.read()
        heard = ["service.stopped", "notice", "user.verified", "user.verified"]
        assert await reader.types() == heard


async def test_a_resumed_reader_receives_every_event_once(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours):
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        async with room.reading(ours, after=0) as reader:
            await room.publish(ours, verified(ours))
            await room.hub.feed.read()
            assert await reader.types() == ["user.verified", "service.stopped", "user.verified"]


async def test_a_new_reader_receives_no_earlier_events(room: Room) -> None:
    ours = await room.customer()
    for _ in range(2):
        await room.publish(ours, stopped())
        async with room.reading(ours) as reader:
            await room.publish(ours, verified(ours))
            await room.hub.feed.read()
            assert await reader.types() == ["user.verified"]


async def test_events_beyond_one_batch_are_delivered_in_order(room: Room) -> None:
    ours = await room.customer()
    events = [verified(ours), *(stopped() for _ in range(BATCH))]
    async with room.reading(ours) as reader:
        await room.publish(ours, *events)
        assert await room.hub.feed.read()
        assert not await room.hub.feed.read()
        assert await reader.types() == [event.type for event in events]


async def test_a_running_hub_delivers_committed_events(room: Room) -> None:
    ours = await room.customer()
    async with room.hub.running(), room.reading(ours) as reader:
        await room.publish(ours, verified(ours))
        async with asyncio.timeout(10):
            while not reader.subscription.readable:
                await reader.subscription.changed(10)
        assert len(reader.subscription.take()) == 1


async def test_staff_receive_events_of_every_account_and_of_none(room: Room) -> None:
    ours, theirs = await room.customer(), await room.customer()
    async with room.database.unit_of_work() as session:
        await roles.seed(session)
        await roles.assign(session, theirs.user.id, BuiltInRole.SUPPORT)
    async with room.reading(theirs) as staff, room.reading(ours) as reader:
        async with room.database.unit_of_work() as session:
            await publish(session, stopped(), account_id=None)
        await room.publish(ours, verified(ours))
        await room.hub.feed.read()
        assert await staff.types() == ["service.stopped", "user.verified"]
        assert await reader.types() == ["user.verified"]


async def test_a_member_limited_to_services_receives_no_events_of_others(room: Room) -> None:
    ours, mine = await room.customer(), stopped()
    async with room.database.unit_of_work() as session:
        member = await make_member(
            session, room.settings, ours.account, MemberRole.TECHNICAL, services=[mine.service_id]
        )
    async with room.reading(member) as reader:
        await room.publish(ours, stopped(), mine, verified(ours))
        await room.hub.feed.read()
        assert await reader.types() == ["service.stopped"]


async def test_an_event_is_encoded_once_for_all_readers(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[object] = []
    dumps = json.dumps

    def counted(value: object) -> bytes:
        encoded.append(value)
        return dumps(value)

    ours = await room.customer()
    async with room.reading(ours) as one, room.reading(ours) as two, room.reading(ours) as three:
        await room.publish(ours, verified(ours))
        await room.hub.feed.read()
        monkeypatch.setattr("app.realtime.message.json.dumps", counted)
        for reader in (one, two, three):
            assert await reader.types() == ["user.verified"]
    assert len(encoded) == 1


@pytest.mark.parametrize("after", [0, None], ids=["resumed", "live"])
async def test_events_committed_after_a_revocation_are_not_delivered(
    room: Room, after: int | None
) -> None:
    ours = await room.customer()
    async with room.reading(ours, after=after) as reader:
        await room.publish(ours, verified(ours))
        await room.hub.feed.read()
        assert await reader.types() == ["user.verified"]
        await revoke(room, ours)
        await room.publish(ours, stopped())
        await room.hub.feed.read()
        reader.subscription.put(b"{}")
        assert reader.subscription.take() == []
        await room.hub.revocation.check_due()
        assert reader.why() is EndReason.RIGHTS_CHANGED
        assert await reader.types() == []


async def test_suspended_events_are_delivered_when_rights_are_unchanged(room: Room) -> None:
    ours = await room.customer()
    async with room.database.unit_of_work() as session:
        member = await make_member(session, room.settings, ours.account, MemberRole.TECHNICAL)
    async with room.reading(ours) as reader:
        same = SessionRevoked(user_id=ours.user.id, session_id=new_id(), reason="elsewhere")
        await room.publish(member, same)
        await room.hub.feed.read()
        assert await reader.types() == []
        await room.hub.revocation.check_due()
        assert await reader.types() == ["session.revoked"]


async def test_a_stream_ends_when_rights_were_lost_before_it_began(room: Room) -> None:
    ours = await room.customer()
    authorization = ours.headers["authorization"]
    principal = await room.authenticator.principal(authorization)
    credential = room.authenticator.credential(principal, authorization, "")
    await revoke(room, ours)
    async with room.hub.subscribe(principal, credential, after=0) as (one, _):
        assert one.ended is EndReason.RIGHTS_CHANGED


async def test_expired_rights_end_the_stream_without_an_event(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = await room.customer()
    monkeypatch.setattr(revocation, "RECHECK_SECONDS", 0.0)
    async with room.reading(ours) as reader:
        await room.hub.revocation.check_due()
        assert reader.why() is None
        async with room.database.unit_of_work() as session:
            await session.execute(update(AuthSession).values(expires_at=clock.now()))
        await room.hub.revocation.check_due()
        assert reader.why() is EndReason.RIGHTS_CHANGED


async def test_rights_are_rechecked_when_the_first_of_them_expires(
    room: Room,
) -> None:
    ours = await room.customer()
    principal = await room.authenticator.principal(ours.headers["authorization"])
    with clock.freeze(clock.now()):
        ends = clock.now() + timedelta(seconds=7)
        lasting, ending = Credential(new_id()), Credential(new_id(), expires_at=ends)
        assert revocation.seconds_to_recheck(principal, lasting) == revocation.RECHECK_SECONDS
        assert revocation.seconds_to_recheck(principal, ending) == 7
        assert revocation.seconds_to_recheck(replace(principal, expires_at=ends), lasting) == 7


async def test_a_full_mailbox_ends_the_subscription(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours) as reader:
        for _ in range(MAILBOX):
            reader.subscription.put(b"x")
        assert reader.why() is None
        reader.subscription.put(b"x")
        assert reader.why() is EndReason.TOO_SLOW
        assert reader.subscription.take() == []


async def test_streams_per_caller_are_limited(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "MAX_PER_CALLER", 2)
    ours, theirs = await room.customer(), await room.customer()
    async with room.reading(ours), room.reading(ours), room.reading(theirs):
        with pytest.raises(TooManyStreamsError):
            async with room.reading(ours):
                pass
    async with room.reading(ours):
        pass


async def test_a_stopped_hub_ends_and_refuses_subscriptions(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours) as reader:
        room.hub.stop()
        assert reader.why() is EndReason.STOPPING
    with pytest.raises(StoppingError):
        async with room.reading(ours):
            pass


async def test_the_hub_is_idle_without_subscriptions(room: Room) -> None:
    ours = await room.customer()
    idle = [room.hub.feed.idle]
    async with room.reading(ours):
        idle.append(room.hub.feed.idle)
    assert [*idle, room.hub.feed.idle] == [True, False, True]


def test_an_event_that_changes_rights_names_a_user_or_concerns_all_staff() -> None:
    found = {kind.type: kind.model_fields for kind in event_types() if changes_rights(kind.type)}
    assert {"session.revoked", "member.removed", "role.changed", "api_token.revoked"} <= set(found)
    assert [name for name, fields in found.items() if "user_id" not in fields] == []
    assert not changes_rights("of.tomorrow")
