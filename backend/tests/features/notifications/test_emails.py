"""Every event that is mailed gives one email to each contact, however often it is told."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole, MemberRole
from app.core import clock
from app.core.ids import new_id
from app.core.locale import Locale
from app.core.settings import Settings
from app.events.billing import InvoiceIssued, InvoiceOverdue, InvoicePaid, SubscriptionEnded
from app.events.nodes import NodeImageMissing
from app.features.catalog.models import Period
from app.features.notifications.models import Mail, MailState
from app.manifest import invariants
from tests.factories.accounts import make_customer, make_member
from tests.factories.notifications import invoice_event, mailed_facts, make_sale, tell, tell_again
from tests.factories.users import make_staff
from tests.features.notifications.conftest import MailServer

Drain = Callable[[], Awaitable[int]]

SUBJECTS = {
    "verification": ("Подтвердите адрес почты", "Confirm your email address"),
    "registration_repeated": (
        "вас уже есть аккаунт",
        "You already have an account",
    ),
    "invoice_issued": ("на 120,00 ₽", "for ₽120.00"),
    "invoice_paid": ("Оплата получена", "Payment received"),
    "invoice_overdue": ("не оплачен в срок", "is overdue"),
    "balance_low": ("не хватает 50,50 ₽", "₽50.50 short"),
    "payment_failed": ("Платёж на 120,00 ₽ не прошёл", "did not go through"),
    "service_active": ("Услуга shop работает", "shop is running"),
    "service_failed": ("Услугу shop не удалось запустить", "shop could not be set up"),
    "service_suspended": ("Услуга shop приостановлена", "shop is suspended"),
    "service_resumed": ("Услуга shop снова работает", "shop is running again"),
    "service_held": ("Мы приостановили услугу shop", "We have suspended shop"),
    "service_released": ("Приостановка услуги shop снята", "The suspension of shop is over"),
    "service_cancelled": ("Мы прекращаем услугу shop", "We are cancelling shop"),
    "service_operated": ("Мы перезапустили услугу shop", "We restarted shop"),
    "service_ended": ("Услуга shop удалена за неоплату", "shop is deleted because"),
    "order_refunded": ("вернулись на баланс", "is back on your balance"),
}


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", SUBJECTS)
async def test_a_fact_is_mailed_once(
    session: AsyncSession,
    settings: Settings,
    mail_server: MailServer,
    drain: Drain,
    kind: str,
    locale: Locale,
) -> None:
    customer = await make_customer(session, settings, verified=False)
    customer.user.locale = locale
    sale = await make_sale(session, customer.account_id)
    event = mailed_facts(sale, customer.user.id)[kind]
    await tell(session, event, customer.account_id)
    await drain()
    await tell_again(session, event)
    await drain()
    (email,) = mail_server.emails
    assert mail_server.recipients == [customer.user.email]
    subject = email.subject.replace("\xa0", " ")
    assert SUBJECTS[kind][locale is Locale.EN] in subject
    for part in (email.text, email.html):
        assert "http://panel.test" in part
        assert "None" not in part
        assert "{{" not in part
    (mail,) = (await session.scalars(select(Mail))).all()
    assert (mail.state, mail.template, mail.error) == (MailState.SENT, kind, None)
    assert mail.message_id.encode() in mail_server.raw[0]


async def test_each_contact_gets_an_email(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    owner = await make_customer(session, settings)
    accountant = await make_member(session, settings, owner.account, MemberRole.BILLING)
    await make_member(session, settings, owner.account, MemberRole.TECHNICAL)
    sale = await make_sale(session, owner.account_id)
    event = invoice_event(InvoicePaid, sale)
    await tell(session, event, owner.account_id)
    await drain()
    assert sorted(mail_server.recipients) == sorted([owner.user.email, accountant.user.email])


async def test_a_receipt_shows_what_was_paid_for(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    customer = await make_customer(session, settings)
    customer.user.time_zone = "Europe/Moscow"
    sale = await make_sale(session, customer.account_id, renewal=True)
    event = invoice_event(InvoicePaid, sale)
    await tell(session, event, customer.account_id)
    await drain()
    (email,) = mail_server.emails
    for part in (email.text, email.html):
        plain = part.replace("\xa0", " ")
        assert "Renewal: S1" in plain
        assert "5 December 2026, 14:30 (UTC+3)" in plain
        for sum_ in ("₽100.00", "₽20.00", "₽120.00"):
            assert sum_ in plain


async def test_a_reminder_says_what_happens_when(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id, renewal=True)
    await tell(session, invoice_event(InvoiceOverdue, sale), customer.account_id)
    await drain()
    plain = mail_server.emails[0].text.replace("\xa0", " ")
    assert "We stop the service and keep its data: 8 December 2026, 11:30 (UTC)" in plain
    assert "We delete the service and its data: 19 December 2026, 11:30 (UTC)" in plain
    assert f"http://panel.test/panel/invoices/{sale.invoice.id}" in plain


async def test_renewals_by_the_hour_are_only_told_of_when_unpaid(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain
) -> None:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id, period=Period.HOUR, renewal=True)
    for kind in (InvoiceIssued, InvoicePaid):
        await tell(session, invoice_event(kind, sale), customer.account_id)
    await drain()
    assert mail_server.emails == []
    await tell(session, invoice_event(InvoiceOverdue, sale), customer.account_id)
    await drain()
    assert len(mail_server.emails) == 1


@pytest.mark.parametrize("reason", ["cancelled", "refunded"])
async def test_an_end_that_another_email_tells_of_is_not_told_twice(
    session: AsyncSession, settings: Settings, mail_server: MailServer, drain: Drain, reason: str
) -> None:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id)
    event = SubscriptionEnded(
        subscription_id=sale.subscription.id, order_id=sale.order.id, reason=reason
    )
    await tell(session, event, customer.account_id)
    await drain()
    assert mail_server.emails == []


async def test_an_email_without_its_job_is_found_by_verify(
    session: AsyncSession, settings: Settings
) -> None:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id)
    (rule,) = invariants("notifications")
    await tell(session, invoice_event(InvoicePaid, sale), customer.account_id)
    assert (await session.execute(rule.offending)).all() == []
    await session.execute(text("DELETE FROM job WHERE task = 'mail.send'"))
    assert len((await session.execute(rule.offending)).all()) == 1


async def test_writing_an_email_takes_few_statements(
    session: AsyncSession, settings: Settings, statements: list[str]
) -> None:
    owner = await make_customer(session, settings)
    sale = await make_sale(session, owner.account_id)
    event = invoice_event(InvoicePaid, sale)
    statements.clear()
    await tell(session, event, owner.account_id)
    alone = [one for one in statements if "SAVEPOINT" not in one]
    assert len(alone) <= 12
    assert len((await session.scalars(select(col(Mail.id)))).all()) == 1


@pytest.mark.parametrize("locale", Locale)
async def test_staff_who_manage_nodes_hear_of_a_missing_image_once_an_hour(
    session: AsyncSession,
    settings: Settings,
    mail_server: MailServer,
    drain: Drain,
    locale: Locale,
) -> None:
    await make_staff(session, settings, BuiltInRole.OPERATOR)
    await make_staff(session, settings, BuiltInRole.BILLING)
    await session.execute(text('UPDATE "user" SET locale = :locale'), {"locale": locale.value})
    session.expire_all()
    node_id = new_id()

    async def missing(image: str) -> None:
        reference = f"registry.example/{image}:1"
        event = NodeImageMissing(
            node_id=node_id, name="n7", image=image, reference=reference, service_id=new_id()
        )
        await tell(session, event, None)
        await drain()

    await missing("wiki")
    await missing("wiki")
    (email,) = mail_server.emails
    assert (
        email.subject
        == {
            Locale.RU: "Узел n7 не может получить образ wiki",
            Locale.EN: "n7 cannot get the image wiki",
        }[locale]
    )
    assert "registry.example/wiki:1" in email.text
    await missing("forum")
    assert len(mail_server.emails) == 2
    with clock.freeze(clock.now() + timedelta(hours=2)):
        await missing("wiki")
    assert len(mail_server.emails) == 3
