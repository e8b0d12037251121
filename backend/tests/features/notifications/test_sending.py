"""The way out: a server that is away, that refuses, and one that has the email already."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.celery.job import Job, JobState
from app.celery.task import run_job
from app.core import clock
from app.core.settings import Settings
from app.events.billing import InvoicePaid
from app.features.notifications.models import Mail, MailState
from app.features.notifications.service import begin_delivery, prune_mail, send
from app.features.notifications.tasks import ATTEMPTS
from tests.factories.accounts import make_customer
from tests.factories.notifications import invoice_event, make_sale, tell
from tests.factories.users import make_staff
from tests.features.notifications.conftest import MailServer, use_smtp
from tests.one_transaction import OneTransaction
from tests.sandbox.serving import bound_socket

Drain = Callable[[], Awaitable[int]]


async def _written(session: AsyncSession, settings: Settings) -> Mail:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id)
    await tell(session, invoice_event(InvoicePaid, sale), customer.account_id)
    return (await session.scalars(select(Mail))).one()


async def _fresh(session: AsyncSession, mail: Mail) -> Mail:
    await session.refresh(mail)
    return mail


async def _job(session: AsyncSession, mail: Mail) -> Job:
    found = await session.scalars(
        select(Job).where(col(Job.key) == f"mail:{mail.id}"),
        execution_options={"populate_existing": True},
    )
    return found.one()


async def test_a_server_that_is_away_is_tried_again_then_given_up_visibly(
    session: AsyncSession,
    settings: Settings,
    database: OneTransaction,
    drain: Drain,
    client: AsyncClient,
    mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mail = await _written(session, settings)
    with bound_socket() as nobody:
        use_smtp(monkeypatch, settings, nobody.getsockname()[1])
        job = await _job(session, mail)
        await run_job(database, job.id)
        job = await _job(session, mail)
        assert (job.state, job.attempts) == (JobState.PENDING, 1)
        assert job.run_at > job.created_at
        await drain()
    mail = await _fresh(session, mail)
    assert mail.state is MailState.FAILED
    assert mail.error

    staff = await make_staff(session, settings)
    dead = (await client.get("/admin/jobs?state=dead&task=mail.send", headers=staff)).json()
    assert [(one["id"], one["attempts"]) for one in dead["items"]] == [(str(job.id), ATTEMPTS)]
    assert dead["items"][0]["payload"] == {"mail_id": str(mail.id)}

    use_smtp(monkeypatch, settings, mail_server.port)
    answer = await client.post(f"/admin/jobs/{job.id}/actions/retry", headers=staff)
    assert answer.status_code == 202
    await drain()
    mail = await _fresh(session, mail)
    assert (mail.state, mail.error) == (MailState.SENT, None)
    assert len(mail_server.emails) == 1


async def test_an_address_that_is_refused_for_good_is_not_tried_again(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    mail_server.refusal = "550 no such mailbox"
    mail = await _written(session, settings)
    await drain()
    job = await _job(session, mail)
    assert (job.state, job.attempts) == (JobState.DEAD, 1)
    mail = await _fresh(session, mail)
    assert mail.state is MailState.FAILED
    assert "550" in (mail.error or "")


async def test_an_address_that_is_refused_for_now_is_tried_again(
    session: AsyncSession, settings: Settings, mail_server: MailServer, database: OneTransaction
) -> None:
    mail_server.refusal = "451 greylisted"
    mail = await _written(session, settings)
    job = await _job(session, mail)
    await run_job(database, job.id)
    assert (await _job(session, mail)).state is JobState.PENDING
    mail_server.refusal = ""
    await run_job(database, job.id)
    assert len(mail_server.emails) == 1


async def test_an_email_that_was_sent_is_left_alone(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    mail = await _written(session, settings)
    await drain()
    assert await begin_delivery(session, mail.id) is None
    assert len(mail_server.emails) == 1


async def test_emails_of_long_ago_are_pruned_unless_pending(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    assert mail_server.emails == []
    with clock.freeze(clock.now() - timedelta(days=91)):
        await _written(session, settings)
    await prune_mail(session)
    [waiting] = (await session.scalars(select(Mail))).all()
    assert waiting.state is MailState.PENDING
    await drain()
    session.expunge_all()
    await prune_mail(session)
    assert (await session.scalars(select(Mail))).all() == []


async def test_emails_are_kept_for_three_months(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    with clock.freeze(clock.now() - timedelta(days=89)):
        await _written(session, settings)
    await drain()
    await prune_mail(session)
    assert len((await session.scalars(select(Mail))).all()) == len(mail_server.emails) == 1


async def test_a_repeat_after_a_crash_is_known_by_its_message_id(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    mail = await _written(session, settings)
    delivery = await begin_delivery(session, mail.id)
    assert delivery is not None
    await send(delivery)
    await drain()
    assert len(mail_server.emails) == 2
    line = f"Message-ID: {mail.message_id}".encode()
    assert [content.count(line) for content in mail_server.raw] == [1, 1]


@pytest.mark.parametrize(
    ("shown", "wire"),
    [
        ("user@faß.de", "user@xn--fa-hia.de"),
        ("buero@straße.example", "buero@xn--strae-oqa.example"),
        ("büro@straße.example", "büro@xn--strae-oqa.example"),
        ("petr@пример.рф", "petr@xn--e1afmkfd.xn--p1ai"),
    ],
)
async def test_an_email_leaves_for_the_domain_that_is_shown(
    session: AsyncSession,
    settings: Settings,
    mail_server: MailServer,
    drain: Drain,
    shown: str,
    wire: str,
) -> None:
    customer = await make_customer(session, settings, email=shown)
    sale = await make_sale(session, customer.account_id)
    await tell(session, invoice_event(InvoicePaid, sale), customer.account_id)
    await drain()
    assert mail_server.recipients == [wire]


async def test_a_server_that_knows_no_such_addresses_is_not_asked_again(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    mail_server.utf8 = False
    customer = await make_customer(session, settings, email="büro@example.com")
    sale = await make_sale(session, customer.account_id)
    await tell(session, invoice_event(InvoicePaid, sale), customer.account_id)
    await drain()
    mail = (await session.scalars(select(Mail))).one()
    job = await _job(session, mail)
    assert (job.state, job.attempts) == (JobState.DEAD, 1)
    assert (await _fresh(session, mail)).state is MailState.FAILED
