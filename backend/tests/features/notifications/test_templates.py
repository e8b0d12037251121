"""Templates as staff edit them: versions, previews, tests, and what an e-mail says then."""

from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.auth.roles import BuiltInRole
from app.core.settings import Settings
from app.events.billing import InvoicePaid
from app.events.models import AuditRecord, EventRow
from app.features.notifications.models import Mail, MailState, MailTemplateVersion
from tests.factories.accounts import make_customer
from tests.factories.notifications import invoice_event, make_sale, tell
from tests.factories.users import make_staff
from tests.features.notifications.conftest import MailServer

Drain = Callable[[], Awaitable[int]]
PATH = "/admin/mail-templates/invoice_paid/en"
OWN = {"subject": "Thanks for {{ number }}", "body": "Hi {{ company }}\n\n{{ total }}"}


class Editor:
    """A member of the staff at the templates."""

    def __init__(self, client: AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    async def read(self, path: str = PATH) -> dict[str, Any]:
        answer = await self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def put(self, body: dict[str, str], *, seen: int = 1, path: str = PATH) -> Response:
        return await self.client.put(
            path, json=body, headers=self.headers | {"If-Match": f'"{seen}"'}
        )

    async def post(self, act: str, body: dict[str, str] | None = None, **more: str) -> Response:
        headers = self.headers | {name.replace("_", "-"): value for name, value in more.items()}
        return await self.client.post(f"{PATH}/actions/{act}", json=body, headers=headers)


@pytest.fixture
async def editor(client: AsyncClient, session: AsyncSession, settings: Settings) -> Editor:
    return Editor(client, await make_staff(session, settings, BuiltInRole.ADMIN))


async def _mailed(session: AsyncSession, settings: Settings, drain: Drain) -> None:
    customer = await make_customer(session, settings)
    sale = await make_sale(session, customer.account_id)
    await tell(session, invoice_event(InvoicePaid, sale), customer.account_id)
    await drain()


async def test_every_letter_is_listed_in_both_languages(editor: Editor) -> None:
    items = (await editor.read("/admin/mail-templates"))["items"]
    assert len(items) > 20
    assert {"ru", "en"} == {one["locale"] for one in items[0]["locales"]}
    assert not [one for one in items if one["name"] == "top_up"]
    assert all(not state["customized"] for one in items for state in one["locales"])


async def test_a_template_comes_with_what_it_may_say(editor: Editor) -> None:
    found = await editor.read("/admin/mail-templates/verification/ru")
    assert (found["version"], found["customized"]) == (1, False)
    assert found["subject"] == found["default_subject"] == "Подтвердите адрес почты"
    required = {one["name"] for one in found["variables"] if one["required"]}
    assert required == {"confirm_url", "code"}


async def test_the_next_letter_says_what_staff_wrote(
    editor: Editor,
    session: AsyncSession,
    settings: Settings,
    mail_server: MailServer,
    drain: Drain,
) -> None:
    changed = await editor.put(OWN)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2"'
    assert (changed.json()["customized"], changed.json()["subject"]) == (True, OWN["subject"])
    await _mailed(session, settings, drain)
    (email,) = mail_server.emails
    assert email.subject.startswith("Thanks for ")
    assert "Hi Hostwright" in email.text
    assert "₽120.00" in email.html
    entry = (
        await session.scalars(
            select(AuditRecord).where(col(AuditRecord.action) == "mail_template.changed")
        )
    ).one()
    assert entry.changes["template"] == "invoice_paid"
    assert entry.changes["subject"] == ["Payment received: invoice {{ number }}", OWN["subject"]]


async def test_what_was_said_before_is_kept_with_its_author(editor: Editor) -> None:
    await editor.put(OWN)
    await editor.put(OWN | {"subject": "Second"}, seen=2)
    same = await editor.put(OWN | {"subject": "Second"}, seen=3)
    assert same.json()["version"] == 3
    reset = await editor.post("reset", If_Match='"3"')
    assert (reset.json()["version"], reset.json()["customized"]) == (4, False)
    items = (await editor.read(f"{PATH}/versions"))["items"]
    assert [(one["version"], one["subject"]) for one in items] == [
        (4, None),
        (3, "Second"),
        (2, OWN["subject"]),
    ]
    assert all(one["author"] for one in items)


async def test_what_is_the_default_again_is_no_text_of_ones_own(editor: Editor) -> None:
    default = await editor.read()
    texts = {"subject": default["subject"], "body": default["body"]}
    assert (await editor.put(texts)).json()["version"] == 1
    await editor.put(OWN)
    assert (await editor.put(texts, seen=2)).json()["customized"] is False


async def test_nobody_writes_over_what_they_have_not_seen(editor: Editor) -> None:
    await editor.put(OWN)
    assert (await editor.put(OWN | {"subject": "Late"})).status_code == 412
    assert (await editor.post("reset", If_Match='"1"')).status_code == 412
    assert (await editor.post("reset")).status_code == 428


@pytest.mark.parametrize("act", ["save", "preview", "test"])
async def test_a_fault_is_told_with_its_field_and_line(editor: Editor, act: str) -> None:
    wrong = {"subject": "Thanks", "body": "One\n\n{{ sum }}"}
    answer = await (editor.put(wrong) if act == "save" else editor.post(act, wrong))
    assert (answer.status_code, answer.json()["code"]) == (422, "mail_template_invalid")
    assert answer.json()["params"] == {
        "field": "body",
        "line": 3,
        "problem": "variable_unknown",
        "name": "sum",
    }
    assert (await editor.read())["version"] == 1


@pytest.mark.parametrize("name", ["never_written", "top_up"])
async def test_what_is_no_letter_is_not_found(editor: Editor, name: str) -> None:
    for path in (f"/admin/mail-templates/{name}/en", f"/admin/mail-templates/{name}/en/versions"):
        answer = await editor.client.get(path, headers=editor.headers)
        assert answer.status_code == 404
    path = f"/admin/mail-templates/{name}/en"
    assert (await editor.put(OWN, path=path)).status_code == 404


async def test_a_draft_is_seen_with_sample_values(editor: Editor, session: AsyncSession) -> None:
    seen = (await editor.post("preview", OWN)).json()
    assert seen["subject"] == "Thanks for 2026-000042"
    assert "₽1,490.00" in seen["text"]
    assert seen["html"].startswith("<!doctype html>")
    assert (await session.scalars(select(MailTemplateVersion))).all() == []


async def test_a_draft_is_sent_to_oneself(
    editor: Editor, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[EmailMessage] = []

    async def keep(_settings: Settings, mail: EmailMessage) -> None:
        sent.append(mail)

    monkeypatch.setattr("app.core.smtp.deliver", keep)
    answer = (await editor.post("test", OWN)).json()
    assert (answer["sent"], answer["error"]) == (True, "")
    assert sent[0]["To"] == answer["recipient"]
    assert sent[0]["Subject"] == "Thanks for 2026-000042"
    acts = await session.scalars(select(col(AuditRecord.action)))
    assert "mail_template.tested" in list(acts)
    tested = await editor.client.post("/admin/settings/mail/actions/test", headers=editor.headers)
    assert tested.json()["sent"] is True
    assert sent[1]["Subject"] in {"Mail test", "Проверка почты"}
    assert [part.get_content_type() for part in sent[1].iter_parts()] == [
        "text/plain",
        "text/html",
    ]


async def test_what_the_server_says_to_a_draft_is_told(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_settings: Settings, _mail: EmailMessage) -> None:
        message = "no route"
        raise OSError(message)

    monkeypatch.setattr("app.core.smtp.deliver", refuse)
    answer = (await editor.post("test", OWN)).json()
    assert (answer["sent"], answer["error"]) == (False, "OSError: no route")


async def test_only_those_who_may_edit_templates_see_them(
    client: AsyncClient, session: AsyncSession, settings: Settings
) -> None:
    support = await make_staff(session, settings, BuiltInRole.SUPPORT)
    assert (await client.get(PATH, headers=support)).status_code == 403


async def test_a_template_that_fits_no_more_falls_back_and_staff_are_told_once(
    editor: Editor,
    session: AsyncSession,
    settings: Settings,
    mail_server: MailServer,
    drain: Drain,
) -> None:
    await editor.put(OWN)
    await session.execute(text("UPDATE mail_template_version SET body = 'x {{ retired }}'"))
    session.expire_all()
    await _mailed(session, settings, drain)
    await _mailed(session, settings, drain)
    subjects = [one.subject for one in mail_server.emails]
    assert len([one for one in subjects if one.startswith("Payment received")]) == 2
    told = [one for one in subjects if "invoice_paid" in one]
    assert len(told) == 1
    (mail, *_) = (
        await session.scalars(select(Mail).where(col(Mail.template) == "invoice_paid"))
    ).all()
    assert (mail.state, mail.error) == (MailState.SENT, None)
    events = await session.scalars(
        select(col(EventRow.payload)).where(col(EventRow.type) == "mail_template.broken")
    )
    assert [one["failure"] for one in events] == ["line 1: variable_unknown retired"]
    assert (await editor.read())["failure"] == "line 1: variable_unknown retired"
    (mended,) = (await editor.read(f"{PATH}/versions"))["items"]
    assert mended["failure"]
    assert (await editor.put(OWN, seen=2)).json()["failure"] is None
