"""Build the images a Docker Engine lacks: `python -m infra.images.build [--engine …]`.

For machines where nothing can be pulled (trying out, tests). In production an image's reference
in the catalogue is an ordinary one of your registry, and this is not used.
"""

import argparse
import os
import sys

from infra.images.binaries import MissingProgramError
from infra.images.engine import Engine, EngineError
from infra.images.layer import digest
from infra.images.recipes import RECIPES

_LABEL = "hostwright.source"
_DEFAULT = "unix:///var/run/docker.sock"


def build(address: str, slugs: list[str]) -> None:
    """Bring the images named by `slugs` up to date on the Engine at `address`.

    One line on standard output an image. Raises EngineError, MissingProgramError.
    """
    engine = Engine(address)
    for slug in slugs:
        recipe = RECIPES[slug]
        tar = recipe.layer().tar()
        source = digest(tar + "\n".join(recipe.settings).encode())
        if engine.built_from(recipe.reference, _LABEL) == source:
            sys.stdout.write(f"{recipe.reference} is up to date\n")
            continue
        engine.load(recipe.reference, tar, (*recipe.settings, f"LABEL {_LABEL}={source}"))
        sys.stdout.write(f"{recipe.reference} built, {len(tar) / 1e6:.1f} MB\n")


def main() -> int:
    """Read the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Build the images a Docker Engine lacks.")
    parser.add_argument("--engine", default=os.environ.get("DOCKER_ENGINE") or _DEFAULT)
    parser.add_argument("slugs", nargs="*", default=[], help=", ".join(RECIPES))
    options = parser.parse_args()
    if unknown := set(options.slugs) - set(RECIPES):
        parser.error(f"no such image: {', '.join(sorted(unknown))}")
    try:
        build(options.engine, options.slugs or list(RECIPES))
    except (EngineError, MissingProgramError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
