"""Mail comes in by SMTP, is kept, and is shown without running anything in it."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from sandbox.mailbox.links import linked
from sandbox.mailbox.moment import moment
from sandbox.mailbox.parsing import parse
from sandbox.mailbox.store import Store
from sandbox.page.language import Language
from tests.sandbox.post import Post, email


async def test_a_mail_is_kept_whole(post: Post) -> None:
    await post.send(email(subject="Подтвердите адрес"))
    (mail,) = await post.mails()
    assert mail["to"] == ["anna@example.com"]
    assert mail["from"] == "Hostwright <panel@example.com>"
    assert mail["subject"] == "Подтвердите адрес"
    assert mail["text"].startswith("Your code is 123456.")
    assert "<b>123456</b>" in mail["html"]
    received = datetime.fromisoformat(mail["received_at"])
    assert abs((datetime.now(UTC) - received).total_seconds()) < 60
    assert (await post.client.get(f"/api/messages/{mail['id']}")).json() == mail


async def test_the_newest_comes_first_and_addresses_are_searched(post: Post) -> None:
    await post.send(email("anna@example.com", "one"))
    await post.send(email("boris@example.com", "two"), to=["boris@example.com", "hid@x.org"])
    assert [mail["subject"] for mail in await post.mails()] == ["two", "one"]
    assert [mail["subject"] for mail in await post.mails("ANNA@")] == ["one"]
    assert [mail["subject"] for mail in await post.mails("hid@x.org")] == ["two"]
    assert await post.mails("%") == []
    page = await post.page("/?to=anna")
    assert "one" in page
    assert "two" not in page


async def test_the_list_comes_in_pages(post: Post) -> None:
    for number in range(51):
        await post.send(email(subject=f"mail-{number:02}"))
    assert "mail-50" in await post.page("/")
    assert "mail-00" not in await post.page("/")
    assert "mail-00" in await post.page("/?page=2")


async def test_html_is_shown_in_a_cage(post: Post) -> None:
    await post.send(email())
    (mail,) = await post.mails()
    answer = await post.client.get(f"/m/{mail['id']}")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in answer.text
    assert "allow-scripts" not in answer.text
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


async def test_addresses_in_the_text_are_links(post: Post) -> None:
    await post.send(email())
    (mail,) = await post.mails()
    page = await post.page(f"/m/{mail['id']}")
    assert 'href="https://panel.example.com/verify?a=1&amp;b=2"' in page


async def test_attachments_are_downloads(post: Post) -> None:
    mail = email()
    mail.add_attachment(b"%PDF-1.7", maintype="text", subtype="html", filename="счёт №1.html")
    await post.send(mail)
    (kept,) = await post.mails()
    assert kept["attachments"] == [{"name": "счёт №1.html", "type": "text/html", "size": 8}]
    assert "счёт №1.html" in await post.page(f"/m/{kept['id']}")
    file = await post.client.get(f"/m/{kept['id']}/attachments/0")
    assert file.content == b"%PDF-1.7"
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment")
    assert (await post.client.get(f"/m/{kept['id']}/attachments/1")).status_code == 404
    raw = await post.client.get(f"/m/{kept['id']}/raw")
    assert parse(raw.content).subject == "Confirm your address"


async def test_all_mails_are_thrown_away(post: Post) -> None:
    await post.send(email())
    (mail,) = await post.mails()
    assert (await post.client.delete("/api/messages")).json() == {"deleted": 1}
    assert await post.mails() == []
    assert (await post.client.get(f"/m/{mail['id']}")).status_code == 404
    assert (await post.client.get(f"/m/{mail['id']}/raw")).status_code == 404
    assert (await post.client.get(f"/api/messages/{mail['id']}")).status_code == 404


async def test_only_our_own_form_clears(post: Post) -> None:
    await post.send(email())
    foreign = await post.client.post("/clear", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert len(await post.mails()) == 1
    ours = await post.client.post("/clear", headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 303
    assert await post.mails() == []


async def test_the_pages_speak_both_languages(post: Post) -> None:
    assert "No mail yet" in await post.page("/", "en-GB,en;q=0.9")
    assert "Писем пока нет" in await post.page("/", "de, ru;q=0.8, en;q=0.5")
    assert "Писем пока нет" in await post.page("/?lang=ru", "en")
    assert "No mail yet" in await post.page("/", "ru;q=x, de")
    await post.send(email())
    assert "Delete all" in await post.page("/", "en")


async def test_a_client_may_sign_in(post: Post) -> None:
    await aiosmtplib.send(
        email(),
        hostname="127.0.0.1",
        port=post.smtp_port,
        start_tls=False,
        username="panel",
        password="anything",
    )
    assert len(await post.mails()) == 1


BROKEN = [
    b"",
    b"\xff\xfe\x00",
    b"Subject: =?utf-8?b?////?=\r\n\r\nx",
    b"Subject: =?nonsense?q?=ff?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff",
    b"Content-Type: multipart/mixed\r\n\r\nno boundary",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: ///\r\n\r\n",
    b"From: <<<>>>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<b>\xd0",
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
    b"Content-Type: text/plain; charset=idna\r\n\r\nx..y",
    b"Content-Type: text/plain; charset=base64\r\n\r\nabc",
]


async def test_a_broken_mail_is_shown_as_far_as_it_goes(post: Post) -> None:
    for number, content in enumerate(BROKEN):
        address = f"reader{number}@example.com"
        await post.send(content, to=[address])
        (mail,) = await post.mails(address)
        assert address in await post.page("/")
        assert address in await post.page(f"/m/{mail['id']}")


def test_mails_survive_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path)
    entry = store.add(b"Subject: x\r\n\r\nhello", "a@x", ["b@x"], "x")
    store.close()
    again = Store(tmp_path)
    assert again.listed(limit=10) == [entry]
    assert again.content(entry).endswith(b"hello")
    assert (tmp_path / "messages" / f"{entry.id}.eml").is_file()
    again.close()


def test_a_mail_in_a_mail_is_an_attachment() -> None:
    outer = EmailMessage()
    outer.set_content("see below")
    outer.add_attachment(email(subject="inner"))
    (file,) = parse(outer.as_bytes()).attachments
    assert b"Subject: inner" in file.content


def test_links_take_no_punctuation_and_no_markup() -> None:
    html = linked('<https://a.example/x?y=1&z="2">, (http://b.example/). javascript:x')
    assert 'href="https://a.example/x?y=1&amp;z="' in html.replace("z=&#34;", 'z="')
    assert html.count("<a ") == 2
    assert 'href="http://b.example/"' in html
    assert html.endswith("). javascript:x")
    assert html.startswith("&lt;<a ")


@pytest.mark.parametrize(
    ("language", "written"), [("ru", "22.11.2026 09:05 UTC"), ("en", "22 Nov 2026, 09:05 UTC")]
)
def test_times_are_written_as_people_do(language: Language, written: str) -> None:
    assert moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC), language, UTC) == written
