"""The environment of a whole local stack: what the caller set wins, then `.env`, then ours."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local import dotenv
from infra.local.paths import BACKEND, ROOT
from infra.local.servers import Home

HOST = "127.0.0.1"
PROCESS_DRIVER = "process=sandbox.process.driver:connect"
PYTHON_PATH = f"{ROOT}:{BACKEND}"


@dataclass(frozen=True)
class Stack:
    """The decisions of one stack: addresses, and the variables its programs see."""

    home: Home
    given: Mapping[str, str]
    ports: Mapping[str, int]
    database_url: str
    broker_url: str
    engine: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The interface the panel listens on."""
        return self.given.get("HOST") or HOST

    @property
    def public_url(self) -> str:
        """The panel's address for a browser on this machine."""
        return self.given.get("PUBLIC_URL") or f"http://localhost:{self.ports['panel']}"

    @property
    def uses_mailbox(self) -> bool:
        """Whether mail stays in the developers' mailbox: nobody named another server."""
        return not self.given.get("SMTP_HOST")

    def local(self, name: str) -> str:
        """Return the loopback address of one of the stack's programs."""
        return f"http://{HOST}:{self.ports[name]}"

    def variables(self) -> dict[str, str]:
        """Return what every program of the stack gets."""
        secret = self.home.credentials().get
        ours = {
            "ENVIRONMENT": "development",
            "SECRET_KEY": secret("SECRET_KEY"),
            "PUBLIC_URL": self.public_url,
            "API_URL": self.local("panel"),
            "SANDBOX_PAYMENTS_URL": self.local("payments"),
            "SANDBOX_PAYMENTS_SECRET": secret("SANDBOX_PAYMENTS_SECRET"),
            "SANDBOX_PAYMENTS_WEBHOOK_SECRET": secret("SANDBOX_PAYMENTS_WEBHOOK_SECRET"),
            "DRIVER_PLUGINS": PROCESS_DRIVER,
            "INSTANCES_DIR": str(self.home.path / "instances"),
            "FILES_DIR": str(self.home.path / "files"),
            "LOG_FORMAT": "text",
        }
        fixed = {
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
            "PYTHONPATH": PYTHON_PATH,
        }
        return ours | self._mail() | dict(self.given) | fixed | self.engine

    def _mail(self) -> dict[str, str]:
        if not self.uses_mailbox:
            return {}
        return {
            "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.ports["smtp"]),
            "SMTP_TLS": "none",
            "MAILBOX_URL": self.local("mailbox"),
        }


def given(file: Path = ROOT / ".env") -> dict[str, str]:
    """Return what the operator set: `.env`, and over it the environment; empty means not set."""
    return dotenv.read(file) | {name: value for name, value in os.environ.items() if value}
