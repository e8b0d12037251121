"""The provider's parts, put together once and handed to every use case."""

import secrets
import time
from dataclasses import dataclass, field

from sandbox.payments.books import Books
from sandbox.payments.courier import Courier
from sandbox.payments.faults import Faults
from sandbox.payments.settings import Settings


@dataclass(frozen=True, slots=True)
class Provider:
    """Settings, books, the courier of webhooks and today's misbehaviour."""

    settings: Settings
    books: Books
    courier: Courier
    faults: Faults = field(default_factory=Faults)


def assemble(settings: Settings) -> Provider:
    """Open the books in `settings.data` and return the whole provider."""
    books = Books(settings.data)
    return Provider(settings=settings, books=books, courier=Courier(books, settings))


def new_id(prefix: str) -> str:
    """Return a fresh id such as `pay_5f0c…`: 96 random bits."""
    return f"{prefix}_{secrets.token_hex(12)}"


def unix_now() -> int:
    """Return the time in whole Unix seconds."""
    return int(time.time())
