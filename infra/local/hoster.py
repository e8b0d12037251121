"""The hoster's journey: an empty installation is set up in a browser, backed up, restored beside.

Where Docker is, it is a production installation with a Docker node, as `docs/install.md` has it;
elsewhere the node is this machine's process driver, which production refuses.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from infra.local.bench import ONE_ADDRESS, POLLING, Bench, own_variables
from infra.local.chromium import find_chromium
from infra.local.engine import NO_ENGINE
from infra.local.launch import Launch
from infra.local.paths import E2E
from infra.local.results import Outcome
from infra.local.servers import Home

_CONFIG = "--config=hoster.config.ts"


async def hoster(bench: Bench) -> Outcome:
    """The way from `create-admin` to a paid service, and the same on a second stack."""
    home = Home(bench.folder / "hoster")
    chromium = await find_chromium(bench.terminal, home.logs)
    if chromium.missing:
        bench.terminal.line(chromium.missing)
        return Outcome("hoster", 1, 0, failed=1)
    given = _variables(bench)
    first = Launch(home, given, bench.terminal, throw_away=True, empty=True)
    notes = {
        "E2E_CHROMIUM": chromium.program or "",
        "E2E_NOTES": str(bench.folder / "hoster-notes.json"),
        "E2E_DOCKER_ENGINE": bench.docker.address or "",
        "E2E_BACKUP_TARGET": str(bench.folder / "backups"),
    }
    notes |= {f"E2E_{name}": secret for name, secret in first.stack.payment_secrets().items()}
    try:
        await first.everything()
        notes |= await first.owner()
        opened = await _browse(bench, first, "hoster", notes)
        await first.note_nodes()
        if not opened.good:
            return opened
        await first.verify()
        await first.stop_programs()
        return _joined(opened, await _restored(bench, given | first.kept_apart(), notes))
    finally:
        await first.stop()


def _variables(bench: Bench) -> dict[str, str]:
    """Return what `docs/install.md` has in the environment: the panel has the rest."""
    fixed = {
        "STAFF_SECOND_FACTOR": "true",
        "DOCKER_ENGINE": bench.docker.address or NO_ENGINE,
        "ENVIRONMENT": "production" if bench.docker.address else "development",
    }
    return own_variables() | ONE_ADDRESS | POLLING | fixed


async def _restored(bench: Bench, given: Mapping[str, str], notes: Mapping[str, str]) -> Outcome:
    """Restore that backup into a stack with servers and ports of its own, and look at it.

    Where there is no database yet, the environment has the place and the key that were kept.
    """
    home = Home(bench.folder / "restored")
    kept = _kept(Path(notes["E2E_NOTES"]))
    found = {"BACKUP_URL": notes["E2E_BACKUP_TARGET"], "BACKUP_KEY": kept["backupKey"]}
    second = Launch(home, {**given, **found}, bench.terminal, throw_away=True, empty=True)
    try:
        await second.servers()
        async with bench.terminal.step("restoring the backup on a second stack"):
            await second.command("restore", "restore", kept["backup"])
        await second.programs()
        outcome = await _browse(bench, second, "restored", notes)
        if outcome.good:
            await second.verify()
        return outcome
    finally:
        await second.stop()


def _kept(notes: Path) -> dict[str, str]:
    """Return what the hoster wrote down: the backup's name and key, as the panel showed them."""
    found: dict[str, str] = json.loads(notes.read_text(encoding="utf-8"))
    return found


async def _browse(bench: Bench, launch: Launch, name: str, notes: Mapping[str, str]) -> Outcome:
    """Run one half of the journey in the browser; `notes` is what it starts from."""
    report = {"PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(bench.report(name))}
    variables = launch.for_browser() | dict(notes) | report
    kept = f"--output=test-results/{name}"
    command: list[str | Path] = ["npx", "playwright", "test", _CONFIG, f"--project={name}"]
    command += ["--reporter=list,junit", kept, *bench.browser]
    return await bench.run(name, command, E2E, variables)


def _joined(first: Outcome, second: Outcome) -> Outcome:
    """Return both halves as one outcome."""
    return Outcome(
        first.name,
        first.code or second.code,
        first.seconds + second.seconds,
        first.passed + second.passed,
        first.failed + second.failed,
        first.skipped + second.skipped,
        Counter(first.not_run + second.not_run),
    )
