"""The environment of a whole local stack: what the caller set wins, then `.env`, then ours."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local import dotenv
from infra.local.paths import BACKEND, ROOT
from infra.local.servers import Home

HOST = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": HOST, "::": "::1"}  # noqa: S104 - compared with, not bound to
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
    names_companions: bool = True
    """Whether the environment names mailbox and payment provider, else who sets up the panel."""

    @property
    def host(self) -> str:
        """The interface the panel listens on."""
        return self.given.get("HOST") or HOST

    @property
    def reachable_host(self) -> str:
        """The address under which this machine reaches the panel."""
        return _EVERYWHERE.get(self.host, self.host)

    @property
    def panel_address(self) -> str:
        """The same with the port, as it stands in a URL."""
        return f"{host_in_url(self.reachable_host)}:{self.ports['panel']}"

    @property
    def public_url(self) -> str:
        """The panel's address for a browser on this machine."""
        own = self.reachable_host
        name = "localhost" if own == HOST else host_in_url(own)
        return self.given.get("PUBLIC_URL") or f"http://{name}:{self.ports['panel']}"

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
            "API_URL": f"http://{self.panel_address}",
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
        return ours | self._payments() | self._mail() | dict(self.given) | fixed | self.engine

    def payment_secrets(self) -> dict[str, str]:
        """Return what the sandbox provider and whoever asks it share."""
        names = ("SANDBOX_PAYMENTS_SECRET", "SANDBOX_PAYMENTS_WEBHOOK_SECRET")
        return {name: self.given.get(name) or self.home.credentials().get(name) for name in names}

    def _payments(self) -> dict[str, str]:
        if not self.names_companions:
            return {}
        return {"SANDBOX_PAYMENTS_URL": self.local("payments")} | self.payment_secrets()

    def _mail(self) -> dict[str, str]:
        if not self.uses_mailbox:
            return {}
        if not self.names_companions:
            return {"MAILBOX_URL": self.local("mailbox")}
        return {
            "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.ports["smtp"]),
            "SMTP_TLS": "none",
            "MAILBOX_URL": self.local("mailbox"),
        }


def host_in_url(host: str) -> str:
    """Return a host as it stands in a URL: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def given(file: Path = ROOT / ".env") -> dict[str, str]:
    """Return what the operator set: `.env`, and over it the environment; empty means not set."""
    return dotenv.read(file) | {name: value for name, value in os.environ.items() if value}
