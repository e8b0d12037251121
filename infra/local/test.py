"""`just test`: every check and every suite, on throw-away servers; tells what was skipped."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from infra.local.bench import Bench
from infra.local.child import ChildError
from infra.local.command import CommandError
from infra.local.docker import Docker, find_docker
from infra.local.install import install
from infra.local.interrupt import EXIT_CODE, StopAskedError, run_until_asked
from infra.local.paths import ROOT
from infra.local.qemu import Qemu, find_qemu
from infra.local.results import Outcome, summary
from infra.local.suites import NEEDS_DOCKER, NEEDS_NPM, NEEDS_QEMU, SUITES
from infra.local.terminal import Terminal


async def _run_all(
    names: list[str], folder: Path, terminal: Terminal, browser: list[str]
) -> list[Outcome]:
    folders = {folder for name in names for folder in NEEDS_NPM.get(name, ())}
    await install(terminal, *folders)
    docker, qemu = Docker(missing="not looked for"), Qemu("not looked for")
    ci = os.environ.get("CI") == "true"
    if NEEDS_QEMU & set(names):
        qemu = await find_qemu(terminal, folder, may_install=ci)
    if NEEDS_DOCKER & set(names):
        docker = await find_docker(terminal, folder, may_install=ci)
    bench = Bench(terminal, folder, docker, tuple(browser), qemu)
    try:
        outcomes = [await _run_one(name, bench) for name in names]
    finally:
        await docker.close()
    terminal.line(summary(outcomes))
    return outcomes


async def _run_one(name: str, bench: Bench) -> Outcome:
    try:
        return await SUITES[name](bench)
    except (ChildError, CommandError, OSError, ExceptionGroup) as error:
        bench.terminal.line(f"{name}: {error}")
        return Outcome(name, 1, 0, failed=1)


def _save_logs(folder: Path) -> None:
    """Keep what the throw-away stack said, for whoever looks into a failure."""
    kept = ROOT / ".local" / "test-logs"
    kept.mkdir(parents=True, exist_ok=True)
    for log in [*folder.glob("*.log"), *folder.glob("*/logs/*.log")]:
        (kept / f"{log.parent.parent.name}-{log.name}").write_bytes(log.read_bytes())


def split_arguments(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the names of suites, and after the first `--` what Playwright is given."""
    if "--" not in arguments:
        return arguments, []
    end = arguments.index("--")
    return arguments[:end], arguments[end + 1 :]


def main() -> None:
    """Run the named suites, or all; exit 0 when all are good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], help="all, when none is named")
    asked, browser = split_arguments(sys.argv[1:])
    names = parser.parse_args(asked).suites or list(SUITES)
    with tempfile.TemporaryDirectory(prefix="hostwright-", ignore_cleanup_errors=True) as folder:
        try:
            outcomes = run_until_asked(_run_all(names, Path(folder), Terminal(), browser))
        except StopAskedError:
            sys.exit(EXIT_CODE)
        except CommandError as error:
            sys.exit(str(error))
        finally:
            _save_logs(Path(folder))
    sys.exit(0 if all(one.good for one in outcomes) else 1)


if __name__ == "__main__":
    main()
