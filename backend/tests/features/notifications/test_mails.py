"""E-mails as staff see them: found, and read without secrets."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core import clock
from app.core.ids import new_id
from app.core.locale import Locale
from app.events.users import (
    PasswordChanged,
    PasswordResetRequested,
    VerificationRequested,
)
from app.features.notifications.models import (
    MailFailure,
    MailState,
    MailTemplateVersion,
)
from app.features.notifications.service import begin_delivery, finish_delivery, send
from app.features.notifications.service.emails import forget
from app.features.privacy.schemas import Erased
from app.manifest import Resend, mail_templates, notification_rules
from tests.features.notifications.conftest import MailServer
from tests.features.notifications.desk import Desk, desk

__all__ = ["desk"]

Drain = Callable[[], Awaitable[int]]

_LINK = re.compile(r"token=(\S+)")


async def test_staff_find_an_email_by_address_state_kind_customer_and_time(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    await drain()
    assert len(mail_server.emails) == 2
    assert len(await desk.find()) == 2
    (found,) = await desk.find(q="VERA@exam", template="invoice_paid", state="sent")
    assert found["account"] == {
        "id": str(desk.customer.account_id),
        "name": desk.customer.account.name,
    }
    assert found["subject"].startswith("Payment received: invoice HW-")
    of_customer = await desk.find(account_id=str(desk.customer.account_id), sort="created_at")
    assert [one["template"] for one in of_customer] == ["invoice_paid", "password_changed"]
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert await desk.find(created_at__gte=later) == []
    assert len(await desk.find(created_at__lte=later)) == 2
    assert await desk.find(q="nobody@example.com") == []
    assert await desk.find(account_id=str(new_id())) == []


async def test_emails_come_as_a_file_too(desk: Desk, mail_server: MailServer, drain: Drain) -> None:
    await desk.tell_paid()
    await drain()
    headers = desk.headers | {"Accept": "text/csv"}
    answer = await desk.client.get("/admin/mails", headers=headers)
    assert answer.headers["content-type"].startswith("text/csv")
    assert mail_server.recipients[0] in answer.text


async def test_kinds_are_named_in_both_languages(desk: Desk) -> None:
    answer = await desk.client.get("/admin/mails/kinds", headers=desk.headers)
    kinds = {one["name"]: one for one in answer.json()["items"]}
    assert kinds["verification"]["title"]["ru"] == "Подтверждение адреса почты"
    assert kinds["invoice_paid"]["group"] == "billing"


async def test_an_email_is_read_as_it_was_sent(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    other = MailTemplateVersion(
        template="invoice_paid",
        locale=Locale.EN,
        version=2,
        subject="Other",
        body="Other",
        created_at=clock.now(),
    )
    desk.session.add(other)
    await desk.session.flush()
    found = await desk.read(mail.id)
    assert (found["as_sent"], found["has_secrets"]) == (True, False)
    assert found["text"].split() == mail_server.emails[0].text.split()
    assert found["subject"] == mail_server.emails[0].subject
    assert (found["failures"], found["next_attempt_at"]) == ([], None)
    assert found["allowed_actions"] == ["resend"]


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("kind", [VerificationRequested, PasswordResetRequested])
async def test_no_reader_gets_a_link_or_a_code_that_works(
    desk: Desk, mail_server: MailServer, drain: Drain, kind: type[Any], *, waits: bool
) -> None:
    await desk.tell(kind(user_id=desk.customer.user.id))
    (mail,) = await desk.written()
    before = await desk.read(mail.id) if waits else None
    await drain()
    sent = mail_server.emails[0].text
    found = before or await desk.read(mail.id)
    assert (found["has_secrets"], found["as_sent"]) == (True, not waits)
    secrets = [*_LINK.findall(sent), *re.findall(r"^ {4}(\d{6})$", sent, re.MULTILINE)]
    assert secrets
    for secret in secrets:
        assert secret not in str(found)
    assert "[secret link removed]" in found["text"]
    assert ("[one-time code removed]" in found["text"]) == (kind is VerificationRequested)
    listed = await desk.find()
    assert not [one for one in secrets if one in str(listed)]
    (kept,) = (await desk.session.execute(text("SELECT mail::text FROM mail"))).scalars().all()
    assert not [one for one in secrets if one in kept]


async def test_whatever_has_a_secret_says_where_it_stood() -> None:
    for name, rule in notification_rules().items():
        if rule.link is None:
            continue
        declared = mail_templates()[rule.template]
        assert any(one.secret for one in declared.variables), name
        assert declared.resend is not Resend.SAME, name
        assert (declared.resend is Resend.NEW_LINK) <= (rule.link.issue is not None), name


async def test_who_may_only_read_is_offered_nothing(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    await desk.tell_paid()
    await drain()
    (mail,) = await desk.written()
    await desk.session.execute(
        text("UPDATE role SET permissions = array_remove(permissions, 'mail:manage')")
    )
    assert (await desk.read(mail.id))["allowed_actions"] == []
    assert (await desk.act(mail.id, "resend")).status_code == 403
    assert len(mail_server.emails) == 1


async def test_who_is_erased_is_in_no_text_that_was_kept(
    desk: Desk, mail_server: MailServer, drain: Drain
) -> None:
    mail_server.refusal = "451 later"
    await desk.tell_paid()
    await drain()
    mail_server.refusal = ""
    (failed,) = await desk.written()
    await desk.act(failed.id, "retry")
    await drain()
    user = desk.customer.user
    person = Erased(
        user_id=user.id,
        email=user.email,
        name=user.name,
        phone=None,
        locale=Locale.EN,
        time_zone="UTC",
    )
    assert (await desk.session.scalars(select(MailFailure))).all()
    await forget(desk.session, person)
    (mail,) = await desk.written()
    assert (mail.subject, mail.body, mail.params) == (None, None, {})
    assert (await desk.session.scalars(select(MailFailure))).all() == []
    found = await desk.read(mail.id)
    assert user.email not in str(found)
    assert found["text"] is None


async def test_who_is_erased_while_it_is_on_its_way_is_not_kept(
    desk: Desk, mail_server: MailServer
) -> None:
    await desk.tell(PasswordChanged(user_id=desk.customer.user.id, reset=False))
    (mail,) = await desk.written()
    delivery = await begin_delivery(desk.session, mail.id)
    assert delivery
    sent = await send(delivery)
    mail.name = ""
    await desk.session.flush()
    await finish_delivery(desk.session, delivery, sent)
    assert len(mail_server.emails) == 1
    (mail,) = await desk.written()
    assert (mail.state, mail.subject, mail.body) == (MailState.SENT, None, None)
