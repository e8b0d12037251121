"""The SMTP side: takes every mail for every address, signed in or not."""

import asyncio
from functools import partial

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sandbox.mailbox.parsing import parse
from sandbox.mailbox.store import Store

MAX_BYTES = 32 * 1024 * 1024
KEPT = "250 Kept"


class Intake:
    """What the SMTP protocol calls when a mail has come in."""

    def __init__(self, store: Store) -> None:
        """Keep mails in `store`."""
        self._store = store

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one mail; the sender hears 250 only when it lies on the disk."""
        content = _bytes(envelope.content)
        subject = parse(content).subject
        self._store.add(content, envelope.mail_from or "", envelope.rcpt_tos, subject)
        return KEPT


async def listen(store: Store, host: str, port: int) -> asyncio.Server:
    """Start taking mail on `host`:`port`; raises OSError when the port is taken."""
    protocol = partial(
        SMTP,
        Intake(store),
        data_size_limit=MAX_BYTES,
        enable_SMTPUTF8=True,
        auth_require_tls=False,
        authenticator=_welcome,
        ident="Mailbox",
    )
    return await asyncio.get_running_loop().create_server(protocol, host, port)


def _welcome(*_details: object) -> AuthResult:
    """Let anybody sign in, so that a client configured with a password works too."""
    return AuthResult(success=True)


def _bytes(content: str | bytes | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""
