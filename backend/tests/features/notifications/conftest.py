"""A real SMTP server that keeps every email, and can be told to refuse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.core import smtp
from app.core.settings import Settings
from sandbox.mailbox.parsing import ParsedEmail, parse

EMAILS = "app.features.notifications.service.emails"


@dataclass
class MailServer:
    """What came in by SMTP; `refusal` is answered to the recipient instead of 250.

    `on_arrival` is run with an email's text before its sender is told that we have it.
    """

    port: int = 0
    refusal: str = ""
    utf8: bool = True
    on_arrival: Callable[[str], Awaitable[None]] | None = None
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the same
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        self.raw.append(content.encode() if isinstance(content, str) else content)
        self.recipients += envelope.rcpt_tos
        if self.on_arrival is not None:
            await self.on_arrival(self.emails[-1].text)
        return "250 Kept"

    @property
    def emails(self) -> list[ParsedEmail]:
        return [parse(content) for content in self.raw]


@pytest.fixture
async def mail_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, emails: list[Any]
) -> AsyncIterator[MailServer]:
    """An SMTP server that the emails go to; `emails` (kept in process) stays empty."""
    post = MailServer()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(post, enable_SMTPUTF8=post.utf8), "127.0.0.1", 0
    )
    post.port = server.sockets[0].getsockname()[1]
    use_smtp(monkeypatch, settings, post.port)
    yield post
    server.close()
    assert emails == []


def use_smtp(monkeypatch: pytest.MonkeyPatch, settings: Settings, port: int) -> None:
    """Send emails to a port of this machine."""
    there = settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none"}
    )
    monkeypatch.setattr(f"{EMAILS}.deliver", smtp.deliver)
    monkeypatch.setattr(f"{EMAILS}.get_settings", lambda: there)
