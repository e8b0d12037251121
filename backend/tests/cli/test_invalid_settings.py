"""Every kind of process, started with settings that cannot be: lines that a person can act on."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

BACKEND = Path(__file__).parents[2]
API = ["-m", "app.core.settings"]
"""What the image's `api` runs before the server."""

CELERY = ["-m", "celery", "-A", "app.celery.worker"]
STARTS = [
    API,
    ["-m", "uvicorn", "app.main:create_app", "--factory", "--port", "0"],
    [*CELERY, "worker"],
    [*CELERY, "beat"],
    [*CELERY, "flower"],
    ["-m", "app.celery.groups"],
    ["-m", "app.cli", "seed"],
    ["-m", "alembic", "upgrade", "head"],
]


@pytest.mark.parametrize("arguments", STARTS, ids=lambda words: " ".join(words[1:]))
async def test_a_start_with_invalid_settings_ends_with_a_line_for_each(
    arguments: list[str],
) -> None:
    wrong = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "hunter2",
        "SMTP_TLS": "maybe-not",
        "DATABASE_URL": "mysql://u:hunter3@h/d",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=BACKEND,
        env=os.environ | wrong,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert output.decode().splitlines() == [
        "hostwright: SECRET_KEY must have at least 32 characters",
        "hostwright: DATABASE_URL must begin with postgresql://",
        "hostwright: SMTP_TLS must be one of none, starttls, tls",
    ]
    assert process.returncode == 2
