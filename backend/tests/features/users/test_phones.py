from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from app.celery.dao import JobDAO
from app.celery.job import Job, JobState
from app.core import clock
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings
from app.core.transactions import require_none_open
from app.features.users.audit import AuditAction
from app.features.users.errors import PhoneInvalidError
from app.features.users.models import TextMessage
from app.features.users.providers import sms
from app.features.users.service import phones
from tests.features.users.person import Person, digits_in, entries, make_person, wrong

Drain = Callable[[], Awaitable[int]]
NUMBER = "+79991234567"


@dataclass
class Gateway:
    """A provider with its own books; `trouble` is raised instead of taking a message."""

    taken: list[sms.Text] = field(default_factory=list)
    trouble: Exception | None = None

    async def send(self, text: sms.Text) -> None:
        require_none_open("a text message")
        if self.trouble:
            raise self.trouble
        self.taken.append(text)


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    made = Gateway()
    monkeypatch.setattr(sms, "provider", lambda: made)
    return made


@pytest.mark.parametrize(
    ("spelling", "regions", "number"),
    [
        ("8 (999) 123-45-67", ("RU",), NUMBER),
        ("+7 999 123 45 67", (), NUMBER),
        ("007 999 123-45-67", (), NUMBER),
        ("9991234567", ("DE", "RU"), NUMBER),
        ("０８０-1234-5678", ("JP",), "+818012345678"),  # noqa: RUF001  full-width digits
        ("0151 23456789", ("DE",), "+4915123456789"),
        ("tel:+44-7400-123456", (), "+447400123456"),
    ],
)
def test_numbers_are_read_in_any_spelling(
    spelling: str, regions: tuple[str, ...], number: str
) -> None:
    assert phones.normalised(spelling, *regions) == number


@pytest.mark.parametrize(
    "spelling",
    ["", "12", "hello", "+7 999", "9991234567", "8 809 505 00 00", "+79991234567 ext. 12", "+0"],
)
def test_what_is_no_number_for_messages_is_refused(spelling: str) -> None:
    with pytest.raises(PhoneInvalidError):
        phones.normalised(spelling)


@pytest.mark.parametrize(
    ("locale", "time_zone", "region", "expected"),
    [
        (Locale.EN, "Europe/Berlin", None, "+4915123456789"),
        (Locale.EN, "UTC", "DE", "+4915123456789"),
    ],
)
async def test_the_country_is_guessed_from_where_the_person_is(
    vera: Person,
    session: AsyncSession,
    locale: Locale,
    time_zone: str,
    region: str | None,
    expected: str,
) -> None:
    vera.user.locale, vera.user.time_zone = locale, time_zone
    await session.flush()
    answer = await vera.post("/me/phone", phone="0151 23456789", region=region)
    assert (answer.status_code, answer.json()["phone"]) == (202, expected)


async def test_a_number_counts_once_its_code_came_back(
    vera: Person, gateway: Gateway, session: AsyncSession, drain: Drain
) -> None:
    asked = await vera.post("/me/phone", phone="8 999 123 45 67")
    assert (asked.status_code, asked.json()["phone"]) == (202, NUMBER)
    contacts = (await vera.ask("GET", "/me/contacts")).json()
    assert (contacts["phone"], contacts["wanted_phone"]["target"]) == (None, NUMBER)
    await drain()
    [message] = gateway.taken
    assert message.recipient == NUMBER
    code = digits_in(message.body)
    assert (await vera.post("/me/phone/confirm", code=wrong(code))).status_code == 422
    assert (await vera.post("/me/phone/confirm", code=code)).status_code == 204
    assert (await vera.post("/me/phone/confirm", code=code)).status_code == 422
    me = (await vera.ask("GET", "/me")).json()
    assert (me["phone"], me["phone_verified"]) == (NUMBER, True)
    [entry] = await entries(session, AuditAction.PHONE_CHANGED, vera.user.id)
    assert entry.changes == {"phone": [None, "+79•••67"]}


async def test_the_digits_are_kept_nowhere_in_plain(
    vera: Person, gateway: Gateway, session: AsyncSession, drain: Drain
) -> None:
    await vera.post("/me/phone", phone=NUMBER)
    kept = (await session.scalars(select(TextMessage))).one()
    payloads = [job.payload for job in await session.scalars(select(Job))]
    assert kept.sealed is not None
    await drain()
    code = digits_in(gateway.taken[0].body)
    assert code.encode() not in kept.sealed
    assert code not in str(payloads)
    assert code not in repr(gateway.taken[0])
    await session.refresh(kept)
    assert kept.sealed is None
    assert kept.sent_at is not None
    assert await phones.begin_text(session, kept.id) is None
    assert len(gateway.taken) == 1


async def test_a_number_is_removed_with_one_that_waits(
    vera: Person, gateway: Gateway, session: AsyncSession, drain: Drain
) -> None:
    vera.user.phone, vera.user.phone_verified_at = "+4915123456789", clock.now()
    await session.flush()
    await vera.post("/me/phone", phone=NUMBER)
    assert (await vera.ask("DELETE", "/me/phone")).status_code == 204
    assert (await vera.ask("DELETE", "/me/phone")).status_code == 204
    contacts = (await vera.ask("GET", "/me/contacts")).json()
    assert (contacts["phone"], contacts["wanted_phone"]) == (None, None)
    assert (await vera.ask("GET", "/me")).json()["phone_verified"] is False
    await drain()
    assert gateway.taken == []
    assert len(await entries(session, AuditAction.PHONE_CHANGED, vera.user.id)) == 1


async def test_messages_to_a_person_are_paced(vera: Person) -> None:
    assert (await vera.post("/me/phone", phone=NUMBER)).status_code == 202
    soon = await vera.post("/me/phone", phone="+79991234568")
    assert (soon.status_code, soon.json()["code"]) == (429, "code_just_sent")
    with clock.freeze(clock.now() + timedelta(seconds=61)):
        assert (await vera.post("/me/phone", phone="+79991234568")).status_code == 202


async def test_a_number_gets_five_messages_a_day_whoever_asks(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    for _ in range(5):
        person = await make_person(client, session, settings)
        assert (await person.post("/me/phone", phone=NUMBER)).status_code == 202
    another = await make_person(client, session, settings)
    assert (await another.post("/me/phone", phone=NUMBER)).status_code == 429


async def test_a_gateway_in_trouble_is_tried_again_and_a_refusal_is_not(
    vera: Person, gateway: Gateway, session: AsyncSession, drain: Drain
) -> None:
    gateway.trouble = sms.SmsRefusedError("unknown subscriber")
    await vera.post("/me/phone", phone=NUMBER)
    await drain()
    [job] = [one for one in await session.scalars(select(Job)) if one.task == phones.SEND_TEXT]
    await session.refresh(job)
    assert job.state is JobState.DEAD
    gateway.trouble = sms.SmsFailedError("busy")
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        await vera.post("/me/phone", phone=NUMBER)
        await drain()
    gateway.trouble = None
    texts = [one for one in await session.scalars(select(Job)) if one.task == phones.SEND_TEXT]
    [later] = [one for one in texts if one.id != job.id]
    await session.refresh(later)
    assert later.attempts > 1
    assert await JobDAO(session).find(later.id) is not None


async def test_a_code_that_ran_out_is_not_sent(
    vera: Person, gateway: Gateway, session: AsyncSession
) -> None:
    await vera.post("/me/phone", phone=NUMBER)
    kept = (await session.scalars(select(TextMessage))).one()
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert await phones.begin_text(session, kept.id) is None
    assert gateway.taken == []
    await session.refresh(kept)
    assert (kept.sealed, kept.sent_at) == (None, None)


async def test_a_message_of_somebody_erased_is_left(session: AsyncSession) -> None:
    assert await phones.begin_text(session, new_id()) is None
    await phones.finish_text(session, sms.Text(new_id(), NUMBER, "123456"))
    assert (await session.scalars(select(TextMessage))).all() == []


async def test_a_number_is_no_part_of_the_profile(vera: Person) -> None:
    answer = await vera.ask("PATCH", "/me", json={"phone": NUMBER})
    assert answer.status_code == 422


async def test_what_is_no_number_is_said(vera: Person) -> None:
    answer = await vera.post("/me/phone", phone="not a number")
    assert (answer.status_code, answer.json()["code"]) == (422, "phone_invalid")
