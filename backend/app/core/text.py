"""Text that people type, cleaned where it enters."""

from typing import Annotated

from pydantic import StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line: no control characters (PostgreSQL refuses NUL, logs and mail headers the others)."""
Lines = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
"""Several lines: of control characters only tabs and line ends."""


def masked(private: str | None) -> str | None:
    """Return an e-mail address or a telephone number with its middle hidden, for records."""
    if private is None:
        return None
    name, at, domain = private.rpartition("@")
    return f"{name[:1]}•••@{domain}" if at else f"{private[:3]}•••{private[-2:]}"
