"""What every command works with: the client of the person signed in, and where results go."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import typer

from hostwright_cli import store
from hostwright_cli.client import Client
from hostwright_cli.output import Output


@dataclass(frozen=True)
class Session:
    """One run of the program."""

    output: Output

    @cached_property
    def client(self) -> Client:
        """The API as the person signed in; raises NotSignedInError."""
        credentials = store.load()
        return Client(credentials.url, credentials)


def start(*, as_json: bool) -> Session:
    """Begin a command."""
    return Session(Output(as_json=as_json))


Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the API returns it.")]
