"""Text that people type, cleaned where it enters."""

from typing import Annotated

from pydantic import StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line: no control characters (PostgreSQL refuses NUL, logs and mail headers the others)."""
