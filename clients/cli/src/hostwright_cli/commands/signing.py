"""Signing in and out, and who one is."""

import sys
from typing import Annotated, Any

import typer

from hostwright_cli import store
from hostwright_cli.client import Client
from hostwright_cli.errors import CommandError, ProblemError
from hostwright_cli.session import Json, start
from hostwright_cli.store import Credentials

_CODE_GRANTS = {
    "totp": "urn:hostwright:grant:totp",
    "recovery_code": "urn:hostwright:grant:recovery-code",
}

Url = Annotated[
    str, typer.Option(envvar="HOSTWRIGHT_URL", prompt="Address of the panel", help="https://…")
]


def login(
    url: Url,
    *,
    email: Annotated[str, typer.Option(help="Sign in with email and password.")] = "",
    with_token: Annotated[
        bool, typer.Option("--with-token", help="Read an API token from standard input.")
    ] = False,
    code: Annotated[str, typer.Option(help="The second factor's code, if one is asked for.")] = "",
) -> None:
    """Sign in: paste an API token (Profile → API tokens), or give email and password.

    Nothing secret is taken from the command line, where other people on the machine could read it.
    """
    address = url.rstrip("/")
    if email:
        credentials = _by_password(address, email, code)
    else:
        credentials = Credentials(address, _token(given=with_token))
    me = Client(address, credentials).get("/me")
    store.save(credentials)
    typer.echo(f"Signed in to {address} as {me['email']}.", err=True)


def _token(*, given: bool) -> str:
    token = sys.stdin.readline() if given else typer.prompt("API token", hide_input=True)
    if not token.strip():
        raise CommandError("No token was given.")
    return str(token).strip()


def _by_password(url: str, email: str, code: str) -> Credentials:
    client = Client(url)
    password = _secret("Password")
    try:
        answer = client.token(grant_type="password", username=email, password=password)
    except ProblemError as problem:
        if problem.code != "mfa_required":
            raise
        answer = _second_factor(client, problem.problem, code)
    return Credentials(url, answer["access_token"], answer["refresh_token"])


def _secret(words: str) -> str:
    """Ask without showing it; from a pipe its next line is taken."""
    if sys.stdin.isatty():
        return str(typer.prompt(words, hide_input=True))
    return sys.stdin.readline().rstrip("\n")


def _second_factor(client: Client, problem: Any, code: str) -> dict[str, Any]:
    methods = [one for one in problem.get("methods", ()) if one in _CODE_GRANTS]
    if not methods:
        raise CommandError("Your second factor is a passkey: use an API token with `hw login`.")
    typed = code or _secret("Code of your second factor (or a recovery code)")
    grant = _CODE_GRANTS["totp" if typed.isdecimal() and "totp" in methods else methods[-1]]
    return client.token(grant_type=grant, mfa_token=problem["mfa_token"], code=typed)


def logout() -> None:
    """Sign out here and end the session."""
    try:
        credentials = store.load()
    except CommandError:
        return
    if credentials.refresh_token:
        try:
            Client(credentials.url, credentials).post("/auth/sign-out")
        except CommandError as error:
            typer.echo(f"Could not end the session: {error}", err=True)
    store.forget()


def whoami(*, as_json: Json = False) -> None:
    """Show who is signed in, and for which account."""
    session = start(as_json=as_json)
    me = session.client.get("/me")
    account = me["account"]["name"] if me["account"] else "no account"
    session.output.show(me, [f"{me['name']} <{me['email']}>", account])
