"""What the provider is told when it starts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Keys, place of the books, and the pace of deliveries (all times in seconds)."""

    api_key: str
    webhook_secret: str
    data: Path
    public_url: str
    retry_seconds: float = 1.0
    retry_cap_seconds: float = 3600.0
    max_attempts: int = 15
    delayed_seconds: float = 15.0
    shuffle_seconds: float = 1.0
    webhook_timeout: float = 10.0

    def backoff(self, attempts: int) -> float:
        """Return how long to wait after the given number of failed attempts: 1 s, 2, 4, 8."""
        doubled: float = self.retry_seconds * 2 ** (attempts - 1)
        return min(doubled, self.retry_cap_seconds)
