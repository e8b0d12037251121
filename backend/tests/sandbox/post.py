"""Writes to a mailbox by SMTP and reads it by HTTP."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import httpx2


@dataclass
class Post:
    """The mailbox's two sides."""

    client: httpx2.AsyncClient
    smtp_port: int

    async def send(self, mail: EmailMessage | bytes, to: list[str] | None = None) -> None:
        sender = "panel@example.com" if isinstance(mail, bytes) else None
        await aiosmtplib.send(
            mail,
            sender=sender,
            recipients=to,
            hostname="127.0.0.1",
            port=self.smtp_port,
            start_tls=False,
        )

    async def mails(self, to: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            await self.client.get("/api/messages", params={"to": to})
        ).json()
        return found

    async def page(self, path: str, language: str = "en") -> str:
        answer = await self.client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        return answer.text


def email(to: str = "anna@example.com", subject: str = "Confirm your address") -> EmailMessage:
    """A mail with a text and an HTML part."""
    mail = EmailMessage()
    mail["From"] = "Hostwright <panel@example.com>"
    mail["To"] = to
    mail["Subject"] = subject
    mail.set_content("Your code is 123456.\nhttps://panel.example.com/verify?a=1&b=2.\n")
    mail.add_alternative(
        '<p>Your code is <b>123456</b></p><script>alert("x")</script>', subtype="html"
    )
    return mail
