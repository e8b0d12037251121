from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import clock
from app.core.settings import Settings
from app.features.users import service
from app.features.users.audit import AuditAction
from tests.factories.users import make_user
from tests.features.users.person import (
    Person,
    digits_in,
    entries,
    make_person,
    text_of,
    to,
    token_in,
    wrong,
)

Drain = Callable[[], Awaitable[int]]
NEW = "Vera.New@example.com"


@pytest.fixture
async def email(vera: Person, drain: Drain, emails: list[EmailMessage]) -> EmailMessage:
    """What came to the address that Vera wants."""
    assert (await vera.post("/me/email", email=NEW)).status_code == 202
    await drain()
    return to(emails, NEW)[0]


async def test_the_present_address_stays_until_the_new_one_is_proven(
    vera: Person, email: EmailMessage, emails: list[EmailMessage]
) -> None:
    wanted = (await vera.ask("GET", "/me/contacts")).json()
    assert wanted["email"] == "vera@example.com"
    assert wanted["wanted_email"]["target"] == NEW
    [notice] = to(emails, "vera@example.com")
    assert "V•••@example.com" in text_of(notice)
    assert "token=" not in text_of(notice)
    assert digits_in(text_of(email)) not in text_of(notice)


async def test_the_link_changes_the_address_once(
    vera: Person,
    email: EmailMessage,
    session: AsyncSession,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    token = {"token": token_in(email)}
    answer = await vera.client.post("/auth/email/confirm", json=token)
    assert (answer.status_code, answer.content) == (204, b"")
    contacts = (await vera.ask("GET", "/me/contacts")).json()
    assert (contacts["email"], contacts["wanted_email"]) == (NEW, None)
    again = await vera.client.post("/auth/email/confirm", json=token)
    assert (again.status_code, again.json()["code"]) == (422, "verification_invalid")
    await drain()
    assert "was changed" in str(to(emails, "vera@example.com")[-1]["Subject"])
    [entry] = await entries(session, AuditAction.EMAIL_CHANGED, vera.user.id)
    assert entry.actor_id == vera.user.id
    assert entry.changes == {"email": ["v•••@example.com", "V•••@example.com"]}


async def test_the_code_changes_the_address_and_proves_it(
    client: AsyncClient,
    session: AsyncSession,
    settings: Settings,
    drain: Drain,
    emails: list[EmailMessage],
) -> None:
    nina = await make_person(client, session, settings, email="typo@example.co", verified=False)
    await nina.post("/me/email", email="nina@example.com")
    await drain()
    code = digits_in(text_of(to(emails, "nina@example.com")[0]))
    assert (await nina.post("/me/email/confirm", code=f" {code} ")).status_code == 204
    me = (await nina.ask("GET", "/me")).json()
    assert (me["email"], me["email_verified"]) == ("nina@example.com", True)


async def test_a_code_is_tried_five_times_and_no_more(vera: Person, email: EmailMessage) -> None:
    code = digits_in(text_of(email))
    for _ in range(5):
        assert (await vera.post("/me/email/confirm", code=wrong(code))).status_code == 422
    assert (await vera.post("/me/email/confirm", code=code)).status_code == 422


async def test_another_person_cannot_use_the_code(
    client: AsyncClient, session: AsyncSession, settings: Settings, email: EmailMessage
) -> None:
    boris = await make_person(client, session, settings)
    answer = await boris.post("/me/email/confirm", code=digits_in(text_of(email)))
    assert answer.status_code == 422


async def test_the_proof_counts_for_ten_minutes(vera: Person, email: EmailMessage) -> None:
    with clock.freeze(clock.now() + timedelta(minutes=10, seconds=1)):
        late = await vera.client.post("/auth/email/confirm", json={"token": token_in(email)})
        contacts = (await vera.ask("GET", "/me/contacts")).json()
    assert late.status_code == 422
    assert contacts["wanted_email"] is None


async def test_a_withdrawn_wish_counts_no_more(vera: Person, email: EmailMessage) -> None:
    assert (await vera.ask("DELETE", "/me/email")).status_code == 204
    assert (await vera.ask("DELETE", "/me/email")).status_code == 204
    answer = await vera.client.post("/auth/email/confirm", json={"token": token_in(email)})
    assert answer.status_code == 422


async def test_a_wish_withdrawn_before_its_email_sends_none(
    vera: Person, drain: Drain, emails: list[EmailMessage]
) -> None:
    await vera.post("/me/email", email=NEW)
    await vera.ask("DELETE", "/me/email")
    await drain()
    assert emails == []


async def test_an_email_already_written_is_not_sent_for_a_withdrawn_wish(
    vera: Person, session: AsyncSession
) -> None:
    await service.ask_email_change(session, vera.user.id, NEW)
    await service.withdraw_email_change(session, vera.user.id)
    purpose = service.CodePurpose.CHANGE_EMAIL
    assert await service.issue_email_code(session, vera.user.id, purpose) is None


async def test_a_taken_address_is_told_only_to_who_reads_its_mail(
    vera: Person, session: AsyncSession, drain: Drain, emails: list[EmailMessage]
) -> None:
    await make_user(session, email="taken@example.com")
    free = await vera.post("/me/email", email="free@example.com")
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        taken = await vera.post("/me/email", email="TAKEN@example.com")
        assert (taken.status_code, taken.content) == (free.status_code, free.content)
        await drain()
        [email] = to(emails, "TAKEN@example.com")
        code = digits_in(text_of(email))
        guess = await vera.post("/me/email/confirm", code=wrong(code))
        assert guess.json()["code"] == "verification_invalid"
        answer = await vera.post("/me/email/confirm", code=code)
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert (await vera.ask("GET", "/me")).json()["email"] == "vera@example.com"
    assert await entries(session, AuditAction.EMAIL_CHANGED, vera.user.id) == []


async def test_asking_costs_the_same_whoever_has_the_address(
    vera: Person, session: AsyncSession, statements: list[str]
) -> None:
    await make_user(session, email="taken@example.com")
    costs = []
    for minutes, email in enumerate(("free@example.com", "taken@example.com")):
        del statements[:]
        with clock.freeze(clock.now() + timedelta(minutes=2 * minutes)):
            assert (await vera.post("/me/email", email=email)).status_code == 202
        costs.append([one for one in statements if "SAVEPOINT" not in one])
    assert costs[0] == costs[1]


async def test_emails_of_changes_are_paced(vera: Person) -> None:
    assert (await vera.post("/me/email", email=NEW)).status_code == 202
    await vera.ask("DELETE", "/me/email")
    soon = await vera.post("/me/email", email="other@example.com")
    assert (soon.status_code, soon.json()["code"]) == (429, "code_just_sent")
    assert 1 <= int(soon.headers["retry-after"]) <= 60


async def test_emails_of_changes_are_ten_a_day(vera: Person, session: AsyncSession) -> None:
    begun = clock.now()
    for minutes in range(10):
        with clock.freeze(begun + timedelta(minutes=2 * minutes)):
            await service.ask_email_change(session, vera.user.id, NEW)
    with clock.freeze(begun + timedelta(minutes=30)):
        vera.session.authenticated_at = clock.now()
        await session.flush()
        assert (await vera.post("/me/email", email=NEW)).status_code == 401
    with clock.freeze(begun + timedelta(minutes=14)):
        vera.session.authenticated_at = clock.now()
        await session.flush()
        answer = await vera.post("/me/email", email=NEW)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["retry-after"]) > 86_000


async def test_proofs_of_the_former_address_count_no_more(
    vera: Person, email: EmailMessage, drain: Drain, emails: list[EmailMessage]
) -> None:
    await vera.client.post("/auth/password/forgot", json={"email": "vera@example.com"})
    await drain()
    reset = token_in(to(emails, "vera@example.com")[-1])
    confirmed = await vera.client.post("/auth/email/confirm", json={"token": token_in(email)})
    assert confirmed.status_code == 204
    body = {"token": reset, "password": "purple lantern seven"}
    assert (await vera.client.post("/auth/password/reset", json=body)).status_code == 422


async def test_a_changed_password_drops_the_wish(vera: Person, email: EmailMessage) -> None:
    assert (await vera.post("/me/password", new_password="purple lantern six")).status_code == 204
    answer = await vera.client.post("/auth/email/confirm", json={"token": token_in(email)})
    assert answer.status_code == 422


async def test_a_person_disabled_meanwhile_changes_nothing(
    vera: Person, email: EmailMessage, session: AsyncSession
) -> None:
    vera.user.is_active = False
    await session.flush()
    answer = await vera.client.post("/auth/email/confirm", json={"token": token_in(email)})
    assert answer.status_code == 422


async def test_another_address_asks_for_a_fresh_proof(vera: Person, session: AsyncSession) -> None:
    vera.session.authenticated_at = clock.now() - timedelta(minutes=6)
    await session.flush()
    answer = await vera.post("/me/email", email=NEW)
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
