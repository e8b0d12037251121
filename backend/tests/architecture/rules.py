"""The rules of the house that an import graph does not show, each as a function over one file."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from tests.architecture.tables import foreign, place

SQL_NAMES = {"select", "insert", "update", "delete"}
ROOM_FILES = {
    "__init__.py",
    "audit.py",
    "feature.py",
    "errors.py",
    "models.py",
    "schemas.py",
    "dao.py",
    "service.py",
    "permissions.py",
    "endpoints.py",
    "tasks.py",
    "handlers.py",
}
ROOM_FOLDERS = {"providers", "workflow", "service", "endpoints", "dao", "schemas", "models"}
HTTP_CLIENTS = {"httpx2", "httpx", "httpcore2", "httpcore", "requests", "urllib3", "aiohttp"}
SMTP_CLIENTS = {"aiosmtplib.send", "aiosmtplib.SMTP"}
STANDARD_HTTP = ("http.client", "urllib.request")
FACADE = {"service", "schemas", "errors"}


@dataclass(frozen=True)
class Source:
    """One file: its path below `app/`, its text and its syntax tree."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        return self.path.parts

    @property
    def feature(self) -> str | None:
        return self.parts[1] if self.parts[0] == "features" and len(self.parts) > 2 else None

    @property
    def is_dao(self) -> bool:
        return self.parts[0] == "dao" or self.path.name == "dao.py" or "dao" in self.parts[:-1]


Rule = Callable[[Source], Iterator[str]]


def _imports(source: Source) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for every name imported; name is empty for a plain import."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ""


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _attribute_calls(source: Source, *names: str) -> Iterator[str]:
    for call in _calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr in names:
            yield f"line {call.lineno}: .{call.func.attr}()"


def one_commit(source: Source) -> Iterator[str]:
    """Only dao/session.py commits."""
    if source.path != PurePosixPath("dao/session.py"):
        yield from _attribute_calls(source, "commit", "rollback")


def sql_only_in_dao(source: Source) -> Iterator[str]:
    """SQL is written in dao/ and dao.py; models may write `text` for a constraint."""
    if source.is_dao:
        return
    schema = source.path.name in {"models.py", "job.py"} or "models" in source.parts[:-1]
    for module, name in _imports(source):
        if module.startswith(("sqlalchemy", "sqlmodel")) and (
            name in SQL_NAMES or (name == "text" and not schema)
        ):
            yield f"imports {name} from {module}"


def jobs_only_through_enqueue(source: Source) -> Iterator[str]:
    """Nobody talks to the broker but the job machinery."""
    if source.parts[0] != "celery":
        yield from _attribute_calls(source, "delay", "apply_async", "send_task")


def http_only_in_web(source: Source) -> Iterator[str]:
    """Features raise domain errors and declare at web's `Router`; HTTP's own are made in web/."""
    if source.parts[0] != "web":
        for module, name in _imports(source):
            if name in {"HTTPException", "APIRouter"}:
                yield f"imports {name} from {module}"


def one_clock(source: Source) -> Iterator[str]:
    """Business time comes from core/clock."""
    if source.path == PurePosixPath("core/clock.py"):
        return
    for call in _calls(source):
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            called = (function.value.id, function.attr)
            if called in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}:
                yield f"line {call.lineno}: {'.'.join(called)}()"


def no_float_in_money(source: Source) -> Iterator[str]:
    """Money is integers: no float is named or written where it is counted."""
    if source.feature not in {"billing", "orders"} and source.path.name != "money.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield f"line {node.lineno}: the type float"


def commands_are_lists(source: Source) -> Iterator[str]:
    """No shell, no command written as one string."""
    for call in _calls(source):
        name = ast.unparse(call.func)
        if any(word.arg == "shell" for word in call.keywords):
            yield f"line {call.lineno}: shell="
        if name in {"os.system", "os.popen"} or name.endswith("create_subprocess_shell"):
            yield f"line {call.lineno}: {name}()"
        runs = name.startswith("subprocess.") and call.args
        if runs and isinstance(call.args[0], ast.Constant | ast.JoinedStr):
            yield f"line {call.lineno}: a command as one string"


def room_names(source: Source) -> Iterator[str]:
    """A feature holds the known files only."""
    if source.feature is None:
        return
    inside = source.parts[2:]
    if len(inside) == 1 and inside[0] not in ROOM_FILES:
        yield f"a feature has no {inside[0]}"
    if len(inside) > 1 and inside[0] not in ROOM_FOLDERS:
        yield f"a feature has no folder {inside[0]}"


def features_through_their_facade(source: Source) -> Iterator[str]:
    """From outside only service, schemas and errors; a dao may join lower features' models."""
    for module, name in _imports(source):
        path = f"{module}.{name}" if module.count(".") == 2 else module
        parts = path.split(".")
        if parts[:2] != ["app", "features"] or len(parts) < 4:
            continue
        owner, room = parts[2], parts[3]
        if source.feature is None or owner == source.feature or room in FACADE:
            continue
        if not (source.is_dao and room == "models"):
            yield f"imports {path}"


def one_json(source: Source) -> Iterator[str]:
    """JSON is made and read in core/json."""
    if source.path == PurePosixPath("core/json.py"):
        return
    for module, _ in _imports(source):
        if module in {"orjson", "json"}:
            yield f"imports {module}"


def settings_from_one_place(source: Source) -> Iterator[str]:
    """The environment is read by core/settings."""
    if source.path == PurePosixPath("core/settings.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def one_http_client(source: Source) -> Iterator[str]:
    """Requests to other servers go through core/http; aiodocker's errors are aiohttp's."""
    allowed = source.parts[:2] == ("core", "http")
    docker = str(source.path) == "features/deployments/providers/docker/client.py"
    if allowed:
        return
    for module, name in _imports(source):
        path = f"{module}.{name}"
        if module == "aiohttp" and docker:
            continue
        if module.split(".")[0] in HTTP_CLIENTS or path.startswith(STANDARD_HTTP):
            yield f"imports {path.rstrip('.')}"


def one_smtp_client(source: Source) -> Iterator[str]:
    """Mail leaves through core/smtp, which refuses to inside a transaction."""
    if source.path == PurePosixPath("core/smtp.py"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in SMTP_CLIENTS:
            yield f"line {node.lineno}: {ast.unparse(node)}"
    for module, name in _imports(source):
        if module == "smtplib" or f"{module}.{name}" in SMTP_CLIENTS:
            yield f"imports {module}.{name}".rstrip(".")


def host_names_by_the_library(source: Source) -> Iterator[str]:
    """Host names are encoded by core/hosts: Python's own codec is of 2003 and changes domains."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and node.value in {"idna", "punycode"}:
            yield f"line {node.lineno}: the codec {node.value}"
    if source.path != PurePosixPath("core/hosts.py"):
        for module, _ in _imports(source):
            if module.split(".")[0] in {"idna", "encodings"}:
                yield f"imports {module}"


def conflicts_through_upsert(source: Source) -> Iterator[str]:
    """`ON CONFLICT` is written by dao/upsert, or compiled once by a JsonCommand of the module."""
    inside = {
        id(node)
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    commands = any(name == "JsonCommand" for _, name in _imports(source))
    for call in _calls(source):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name.startswith("on_conflict_") and (id(call) in inside or not commands):
            yield f"line {call.lineno}: .{name}()"


def tables_from_below(source: Source) -> Iterator[str]:
    """SQL reads tables of its own floor and of lower ones, which only models make visible."""
    yield from foreign(source.tree, place(source.parts))


RULES: tuple[Rule, ...] = (
    one_commit,
    sql_only_in_dao,
    jobs_only_through_enqueue,
    http_only_in_web,
    one_clock,
    no_float_in_money,
    commands_are_lists,
    room_names,
    features_through_their_facade,
    one_json,
    settings_from_one_place,
    one_http_client,
    one_smtp_client,
    host_names_by_the_library,
    conflicts_through_upsert,
    tables_from_below,
)
