"""What the suites of `just test` share: the terminal, a scratch folder, what was found here."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.docker import Docker
from infra.local.environment import given
from infra.local.foreground import run_foreground
from infra.local.paths import ROOT
from infra.local.qemu import Qemu
from infra.local.results import Outcome
from infra.local.terminal import Terminal

# A throw-away stack has its own servers, addresses and mailbox, whatever `.env` says.
_NOT_FOR_TESTS = {
    *("DATABASE_URL", "CELERY_BROKER_URL", "REDIS_URL", "HOST", "PORT", "PUBLIC_URL", "API_URL"),
    *("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "INSTANCES_DIR", "DRIVER_PLUGINS", "ENVIRONMENT"),
    *("FILES_DIR", "BLOB_URL"),
}

# Kept between runs: built anew when what it is made from changes.
VM_IMAGES = ROOT / ".local" / "vm-images"

# A journey sees at once what staff changed in the catalogue.
POLLING = {"PAGES_POLL_SECONDS": "1"}

# Every browser and program of the suite comes from one address, faster than any office.
ONE_ADDRESS = {f"RATE_LIMIT_{kind}": "100000/minute" for kind in ("AUTH", "WRITE", "READ")}


def own_variables() -> dict[str, str]:
    """Return what the operator set and a throw-away stack may see."""
    return {key: value for key, value in given().items() if key not in _NOT_FOR_TESTS}


@dataclass(frozen=True)
class Bench:
    """What all suites share: terminal, scratch folder, findings."""

    terminal: Terminal
    folder: Path
    docker: Docker
    browser: tuple[str, ...] = ()
    """What the browser suites hand on to Playwright: files, `--grep`, `--repeat-each`."""

    qemu: Qemu = field(default_factory=Qemu)

    def findings(self) -> dict[str, str]:
        """Return the variables that tell suites about Docker and QEMU."""
        told = {"HOSTWRIGHT_TEST_VM_IMAGES": str(VM_IMAGES)}
        if self.qemu.missing:
            told["HOSTWRIGHT_TEST_QEMU_MISSING"] = self.qemu.missing
        if self.docker.address:
            return told | {"HOSTWRIGHT_TEST_DOCKER": self.docker.address}
        return told | {"HOSTWRIGHT_TEST_DOCKER_MISSING": self.docker.missing or "not looked for"}

    async def run(
        self,
        name: str,
        command: Sequence[str | Path],
        cwd: Path,
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run one suite's program on the terminal; its JUnit report is expected in `folder`."""
        self.terminal.line(f"\n── {name} " + "─" * (70 - len(name)))
        began = time.monotonic()
        variables = os.environ | self.findings() | dict(env or {})
        code = await run_foreground(command, cwd, variables)
        return Outcome(name, code, time.monotonic() - began).read(self.report(name))

    def report(self, name: str) -> Path:
        """Return where the suite of that name leaves its JUnit report."""
        return self.folder / f"{name}.xml"
