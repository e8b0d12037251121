"""An event message: who may read it, and how it is framed."""

from typing import Any

import pytest

from app.core import clock, json
from app.core.context import ActorKind
from app.core.ids import new_id
from app.dao.scope import Scope
from app.events.models import EventRow
from app.realtime.message import EventMessage

ACCOUNT, MINE, OTHER = new_id(), new_id(), new_id()


def message(**payload: Any) -> EventMessage:
    row = EventRow(
        type="service.activated",
        version=1,
        position=7,
        account_id=ACCOUNT,
        payload=payload,
        actor_kind=ActorKind.SYSTEM,
        request_id="",
        occurred_at=clock.now(),
    )
    return EventMessage(row)


@pytest.mark.parametrize(
    ("payload", "seen"),
    [({"service_id": str(MINE)}, True), ({"service_id": str(OTHER)}, False), ({}, False)],
)
def test_a_member_limited_to_services_sees_only_their_events(
    payload: dict[str, str], seen: bool
) -> None:
    told = message(**payload)
    assert told.visible_to(Scope.account(ACCOUNT, frozenset({MINE}))) is seen
    assert told.visible_to(Scope.account(ACCOUNT))
    assert told.visible_to(Scope.all())
    assert not told.visible_to(Scope.account(new_id()))


def test_a_reader_without_permission_receives_an_empty_payload() -> None:
    told = message(secret="s3cr3t")

    def frame(about: EventMessage, data: bytes) -> bytes:
        return b"%d " % about.position + data

    full, bare = (told.encoded(frame, readable=readable) for readable in (True, False))
    assert full.startswith(b"7 ")
    assert json.loads(full[2:])["payload"] == {"secret": "s3cr3t"}
    assert json.loads(bare[2:])["payload"] == {}
    assert told.encoded(frame, readable=True) is full
