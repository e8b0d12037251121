"""How each image is put together from what this machine has."""

import importlib.util
import json
import py_compile
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.images.binaries import LIBRARIES, add_libraries, static_busybox
from infra.images.layer import NOBODY, Layer

_HERE = Path(__file__).parent
_PROGRAMS = _HERE.parents[1] / "backend/sandbox/process/programs"
_APPLETS = ("sh", "httpd", "sed")
_HOME = "usr/local"
# Runs in a bare interpreter: what the program imports is what the image holds.
_LIST_MODULES = """
import json, runpy, sys
sys.argv = [sys.argv[1]]
runpy.run_path(sys.argv[0], run_name="image")
import encodings.ascii, encodings.idna, encodings.latin_1, encodings.utf_8
found = {m.__spec__.origin for m in list(sys.modules.values()) if getattr(m, "__spec__", None)}
print(json.dumps([p for p in found if p and p.startswith("/") and p != sys.argv[0]]))
"""


@dataclass(frozen=True)
class Recipe:
    """One image: its reference, what it holds, and the Engine's settings for it."""

    reference: str
    layer: Callable[[], Layer]
    settings: tuple[str, ...]


def _static_site() -> Layer:
    layer = Layer()
    layer.copy(static_busybox(), "bin/busybox", mode=0o755)
    for applet in _APPLETS:
        layer.link(f"bin/{applet}", "busybox")
    layer.file("entrypoint", (_HERE / "static-site/entrypoint").read_bytes(), mode=0o755)
    layer.copy(_PROGRAMS / "index.html", "usr/share/site/index.html", mode=0o644)
    for folder in ("site", "tmp"):
        layer.folder(folder, mode=0o1777)
    return layer


def _python_web() -> Layer:
    layer = Layer()
    program = _PROGRAMS / "python_web.py"
    interpreter = Path(sys.executable).resolve()
    library = Path(json.__file__).resolve().parents[1]
    layer.copy(interpreter, f"{_HOME}/bin/python3", mode=0o755)
    add_libraries(layer, interpreter)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for origin in _modules(interpreter, program):
        if origin.suffix == ".so":
            add_libraries(layer, origin)
        inside = f"{_HOME}/lib/{version}/{origin.relative_to(library)}"
        layer.copy(origin, inside, mode=0o644)
        if origin.suffix == ".py":
            layer.file(importlib.util.cache_from_source(inside), _compiled(origin, inside))
    layer.folder(f"{_HOME}/lib/{version}/lib-dynload")
    layer.copy(program, "srv/app.py", mode=0o644)
    layer.folder("tmp", mode=0o1777)
    layer.folder("data", mode=0o700, owner=NOBODY)
    return layer


def _compiled(source: Path, inside: str) -> bytes:
    """Return the bytecode, so that a start on half a core does not compile for a second."""
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/module.pyc"
        unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(
            str(source), target, f"/{inside}", doraise=True, invalidation_mode=unchecked
        )
        return Path(target).read_bytes()


def _modules(interpreter: Path, program: Path) -> list[Path]:
    command = [str(interpreter), "-I", "-S", "-c", _LIST_MODULES, str(program)]
    done = subprocess.run(command, capture_output=True, check=True)
    return sorted(Path(path).resolve() for path in json.loads(done.stdout))


RECIPES = {
    "static-site": Recipe(
        reference="localhost/hostwright/static-site:1",
        layer=_static_site,
        settings=("ENV PATH=/bin", 'ENTRYPOINT ["/entrypoint"]'),
    ),
    "python-web": Recipe(
        reference="localhost/hostwright/python-web:1",
        layer=_python_web,
        settings=(
            f"ENV PATH=/{_HOME}/bin PYTHONHOME=/{_HOME} LD_LIBRARY_PATH=/{LIBRARIES}",
            "ENV PYTHONDONTWRITEBYTECODE=1",
            f'ENTRYPOINT ["/{_HOME}/bin/python3", "-P", "-s", "-S", "/srv/app.py"]',
        ),
    ),
}
