"""The sign-in is kept in one file of the person's own: `$XDG_CONFIG_HOME/hostwright/cli.json`."""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from hostwright_cli.errors import NotSignedInError

_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True)
class Credentials:
    """How the panel is reached, and as whom: by an API token, or by a session's two tokens."""

    url: str
    token: str
    refresh_token: str = ""

    def renewed(self, token: str, refresh_token: str) -> Self:
        """Return them with a session's next tokens."""
        return replace(self, token=token, refresh_token=refresh_token or self.refresh_token)


def path() -> Path:
    """Return the file."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "hostwright" / "cli.json"


def load() -> Credentials:
    """Return what is kept; HOSTWRIGHT_URL and HOSTWRIGHT_TOKEN go before it.

    Raises NotSignedInError where there is nothing.
    """
    url, token = os.environ.get("HOSTWRIGHT_URL"), os.environ.get("HOSTWRIGHT_TOKEN")
    if url and token:
        return Credentials(url.rstrip("/"), token)
    try:
        kept = Credentials(**json.loads(path().read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NotSignedInError("You are not signed in: run `hw login`.") from None
    except (ValueError, TypeError):
        raise NotSignedInError(f"{path()} is damaged: run `hw login`.") from None
    return Credentials(kept.url, token) if token else kept


def save(credentials: Credentials) -> None:
    """Keep them, readable by the person alone at every moment."""
    file = path()
    file.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        json.dump(asdict(credentials), written)
    fresh.replace(file)


def forget() -> None:
    """Remove the file."""
    path().unlink(missing_ok=True)
