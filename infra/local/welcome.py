"""The last thing `up` prints: where everything is and how to sign in."""

from infra.local.environment import Stack
from infra.local.terminal import Terminal

DEMO_PASSWORD = "hostwright-demo"  # noqa: S105 - told to everybody, made by `seed` in development
_DEMO = ("customer", "support", "billing", "admin", "owner")


def addresses(stack: Stack) -> dict[str, str]:
    """Return the addresses a person may open, by what is there."""
    found = {
        "Panel": stack.public_url,
        "API": stack.public_url + "/api/v1/openapi.json",
        "Mailbox": stack.local("mailbox") if stack.uses_mailbox else "",
        "Payments": stack.local("payments"),
        "Flower": stack.local("flower"),
        "Logs": str(stack.home.logs),
    }
    return {name: address for name, address in found.items() if address}


def welcome(stack: Stack, terminal: Terminal, seconds: float) -> None:
    """Print addresses and demo sign-ins."""
    terminal.line(f"\nHostwright is up ({seconds:.1f} s). Ctrl-C stops it.\n")
    for name, address in addresses(stack).items():
        terminal.line(f"  {name:<10} {address}")
    terminal.line("\n  Sign in as")
    for name in _DEMO:
        terminal.line(f"  {name:<10} {name}@example.com   {DEMO_PASSWORD}")
    terminal.line()
