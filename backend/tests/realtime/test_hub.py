"""The hub, moved step by step: who hears what, in which order, and until when."""

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
from app.realtime.subscription import MAILBOX, Ended
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


async def test_an_account_hears_its_own_events_in_order(room: Room) -> None:
    ours, theirs = await room.customer(), await room.customer()
    async with room.reading(ours) as reader, room.reading(theirs) as other:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["user.verified", "service.stopped"]
        assert await other.types() == []


async def test_a_reader_hears_only_the_topics_asked_for(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours, topics="service invoice") as reader:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["service.stopped"]
        await room.hub.change_topics(reader.subscription, frozenset(("user",)), None, notice)
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        assert await reader.types() == ["notice", "user.verified"]


async def test_a_topic_added_later_is_told_from_where_it_was_left(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours, topics="service") as reader:
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        await room.hub.change_topics(reader.subscription, frozenset(("service", "user")), 0, notice)
        await room.publish(ours, verified(ours))
        await room.hub.feed.read()
        heard = ["service.stopped", "notice", "user.verified", "user.verified"]
        assert await reader.types() == heard


async def test_a_reader_that_resumes_misses_nothing_and_hears_nothing_twice(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours):
        await room.publish(ours, verified(ours), stopped())
        await room.hub.feed.read()
        async with room.reading(ours, after=0) as reader:
            await room.publish(ours, verified(ours))
            await room.hub.feed.read()
            assert await reader.types() == ["user.verified", "service.stopped", "user.verified"]


async def test_who_begins_to_listen_hears_nothing_of_what_was_before(room: Room) -> None:
    ours = await room.customer()
    for _ in range(2):
        await room.publish(ours, stopped())
        async with room.reading(ours) as reader:
            await room.publish(ours, verified(ours))
            await room.hub.feed.read()
            assert await reader.types() == ["user.verified"]


async def test_more_events_than_one_reading_holds_are_all_heard_in_their_order(room: Room) -> None:
    ours = await room.customer()
    events = [verified(ours), *(stopped() for _ in range(BATCH))]
    async with room.reading(ours) as reader:
        await room.publish(ours, *events)
        assert await room.hub.feed.read()
        assert not await room.hub.feed.read()
        assert await reader.types() == [event.type for event in events]


async def test_the_running_hub_tells_of_a_commit_by_itself(room: Room) -> None:
    ours = await room.customer()
    async with room.hub.running(), room.reading(ours) as reader:
        await room.publish(ours, verified(ours))
        async with asyncio.timeout(10):
            while not reader.subscription.readable:
                await reader.subscription.changed(10)
        assert len(reader.subscription.take()) == 1


async def test_staff_hear_of_every_account_and_of_none(room: Room) -> None:
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


async def test_a_member_of_single_services_hears_nothing_of_the_others(room: Room) -> None:
    ours, mine = await room.customer(), stopped()
    async with room.database.unit_of_work() as session:
        member = await make_member(
            session, room.settings, ours.account, MemberRole.TECHNICAL, services=[mine.service_id]
        )
    async with room.reading(member) as reader:
        await room.publish(ours, stopped(), mine, verified(ours))
        await room.hub.feed.read()
        assert await reader.types() == ["service.stopped"]


async def test_an_event_is_encoded_once_for_all_who_hear_it(
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
async def test_nothing_is_told_that_was_committed_after_a_revocation(
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
        await room.hub.revocation.look()
        assert reader.why() is Ended.RIGHTS_CHANGED
        assert await reader.types() == []


async def test_who_keeps_every_right_hears_what_was_held_back(room: Room) -> None:
    ours = await room.customer()
    async with room.database.unit_of_work() as session:
        member = await make_member(session, room.settings, ours.account, MemberRole.TECHNICAL)
    async with room.reading(ours) as reader:
        same = SessionRevoked(user_id=ours.user.id, session_id=new_id(), reason="elsewhere")
        await room.publish(member, same)
        await room.hub.feed.read()
        assert await reader.types() == []
        await room.hub.revocation.look()
        assert await reader.types() == ["session.revoked"]


async def test_who_lost_a_right_before_the_stream_began_hears_nothing(room: Room) -> None:
    ours = await room.customer()
    authorization = ours.headers["authorization"]
    principal = await room.authenticator.principal(authorization)
    credential = room.authenticator.credential(principal, authorization, "")
    await revoke(room, ours)
    async with room.hub.subscribe(principal, credential, after=0) as (one, _):
        assert one.ended is Ended.RIGHTS_CHANGED


async def test_a_right_that_runs_out_ends_the_stream_without_any_event(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = await room.customer()
    monkeypatch.setattr(revocation, "LOOK_SECONDS", 0.0)
    async with room.reading(ours) as reader:
        await room.hub.revocation.look()
        assert reader.why() is None
        async with room.database.unit_of_work() as session:
            await session.execute(update(AuthSession).values(expires_at=clock.now()))
        await room.hub.revocation.look()
        assert reader.why() is Ended.RIGHTS_CHANGED


async def test_the_next_look_at_a_reader_is_when_the_first_of_the_rights_runs_out(
    room: Room,
) -> None:
    ours = await room.customer()
    principal = await room.authenticator.principal(ours.headers["authorization"])
    with clock.freeze(clock.now()):
        ends = clock.now() + timedelta(seconds=7)
        lasting, ending = Credential(new_id()), Credential(new_id(), expires_at=ends)
        assert revocation.seconds_to_look(principal, lasting) == revocation.LOOK_SECONDS
        assert revocation.seconds_to_look(principal, ending) == 7
        assert revocation.seconds_to_look(replace(principal, expires_at=ends), lasting) == 7


async def test_a_slow_reader_is_sent_away_instead_of_remembered(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours) as reader:
        for _ in range(MAILBOX):
            reader.subscription.put(b"x")
        assert reader.why() is None
        reader.subscription.put(b"x")
        assert reader.why() is Ended.TOO_SLOW
        assert reader.subscription.take() == []


async def test_one_caller_may_not_open_streams_without_end(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MAX_PER_CALLER", 2)
    ours, theirs = await room.customer(), await room.customer()
    async with room.reading(ours), room.reading(ours), room.reading(theirs):
        with pytest.raises(TooManyStreamsError):
            async with room.reading(ours):
                pass
    async with room.reading(ours):
        pass


async def test_a_stopped_hub_ends_everybody_and_admits_nobody(room: Room) -> None:
    ours = await room.customer()
    async with room.reading(ours) as reader:
        room.hub.stop()
        assert reader.why() is Ended.STOPPING
    with pytest.raises(StoppingError):
        async with room.reading(ours):
            pass


async def test_the_hub_rests_while_nobody_listens(room: Room) -> None:
    ours = await room.customer()
    resting = [room.hub.feed.resting]
    async with room.reading(ours):
        resting.append(room.hub.feed.resting)
    assert [*resting, room.hub.feed.resting] == [True, False, True]


def test_an_event_that_changes_rights_names_the_person_or_means_all_staff() -> None:
    found = {kind.type: kind.model_fields for kind in event_types() if changes_rights(kind.type)}
    assert {"session.revoked", "member.removed", "role.changed", "api_token.revoked"} <= set(found)
    assert [name for name, fields in found.items() if "user_id" not in fields] == []
    assert not changes_rights("of.tomorrow")
