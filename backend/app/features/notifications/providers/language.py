"""What staff may write in a template, checked before it is compiled.

Text, variables, `if`, and the blocks below: nothing that repeats, assigns, calls or reaches into
anything, so an email is never longer than its source allows, whatever is in it (ADR 0056).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.features.notifications.providers.blocks import blocks
from app.features.notifications.providers.shared import SHARED
from app.manifest import MailTemplate, Variable, VariableKind

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

MAX_SUBJECT = 300
MAX_BODY = 20_000
MAX_OUTPUT = 200_000
_MAX_DEPTH = 24
_ARGUMENTS = {"facts": 1, "lines": 2, "button": 2, "link": 2, "digits": 1, "note": 0}
_LINKED = ("button", "link")
_SCHEMES = ("https://", "http://", "mailto:")
_PAGES = (VariableKind.PAGE, VariableKind.ADDRESS)
_FILTERS = frozenset({"upper", "lower", "capitalize", "trim", "default"})
_PLAIN = (
    *("Template", "Output", "TemplateData", "Const", "Concat", "If", "CondExpr"),
    *("Compare", "Operand", "And", "Or", "Not", "List", "Tuple"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, and in which of its lines; `name` is of what it is about."""

    problem: str
    line: int
    name: str = ""


class FaultyTemplateError(Exception):
    """A text cannot be taken as it is."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"line {fault.line}: {fault.problem} {fault.name}".strip())
        self.fault = fault


@lru_cache
def environment(form: str) -> "Environment":
    """Return the sandbox that compiles texts for `text` or `html`; it has no globals but blocks."""
    from jinja2 import StrictUndefined  # noqa: PLC0415  heavy, and not needed to start
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415  the same

    made = ImmutableSandboxedEnvironment(
        autoescape=form == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_literal()] if form == "html" else [],
    )
    made.filters = {name: found for name, found in made.filters.items() if name in _FILTERS}
    made.tests = {}
    made.globals = dict(blocks(form))
    return made


def _literal() -> Any:  # noqa: ANN401  a class made of one that is loaded late
    from jinja2 import lexer  # noqa: PLC0415  heavy, and not needed to start
    from jinja2.ext import Extension  # noqa: PLC0415  the same
    from markupsafe import escape  # noqa: PLC0415  the same

    class Literal(Extension):
        """Makes `<b>` in a text what it is in plain text too: three characters."""

        def filter_stream(self, stream: lexer.TokenStream) -> Iterator[lexer.Token]:
            for token in stream:
                data = token.type == lexer.TOKEN_DATA
                value = str(escape(token.value)) if data else token.value
                yield lexer.Token(token.lineno, token.type, value)

    return Literal


def check(declared: MailTemplate, source: str, *, subject: bool) -> None:
    """Raise FaultyTemplateError for what an e-mail's subject or body may not hold."""
    if len(source) > (MAX_SUBJECT if subject else MAX_BODY):
        raise FaultyTemplateError(Fault("too_long", 1))
    known = {one.name: one for one in shared_variables(declared)}
    _Checker(known, subject=subject).walk(_parse(source), 0)


def shared_variables(declared: MailTemplate) -> tuple[Variable, ...]:
    """Return what an e-mail may use: what every e-mail has, and its own."""
    return (*SHARED, *declared.variables)


def _parse(source: str) -> "nodes.Template":
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  heavy, and not needed to start

    try:
        return environment("text").parse(source)
    except TemplateSyntaxError as wrong:
        raise FaultyTemplateError(Fault("syntax", wrong.lineno)) from wrong
    except (RecursionError, ValueError, OverflowError) as wrong:
        raise FaultyTemplateError(Fault("too_deep", 1)) from wrong


class _Checker:
    """Walks a parsed text; everything that is not named here is refused."""

    def __init__(self, known: Mapping[str, Variable], *, subject: bool) -> None:
        self._known = known
        self._subject = subject

    def walk(self, node: "nodes.Node", depth: int, *, within: str = "") -> None:
        """Check a node and what it holds; `within` names the block that it is an argument of."""
        kind = type(node).__name__
        if depth > _MAX_DEPTH:
            raise FaultyTemplateError(Fault("too_deep", node.lineno))
        if kind == "Output":
            for one in node.iter_child_nodes():
                self._shown(one, depth, within=within)
            return
        if kind == "Name":
            self._name(node, within)
        elif kind == "Filter":
            self._filter(node)
        elif kind == "CallBlock":
            self._note(node, depth)
            return
        elif kind not in _PLAIN:
            raise FaultyTemplateError(Fault("construct_refused", node.lineno, kind.lower()))
        elif kind == "Const":
            _printable(node)
        for one in node.iter_child_nodes():
            self.walk(one, depth + 1, within=within)

    def _shown(self, node: "nodes.Node", depth: int, *, within: str) -> None:
        """Check what stands between double braces: a block, or something that is a text."""
        if type(node).__name__ == "Call":
            self._block(node, depth, within)
        else:
            self.walk(node, depth + 1, within=within)

    def _name(self, node: Any, within: str) -> None:  # noqa: ANN401  a node of a type that is loaded late
        found = self._known.get(node.name)
        if found is None or node.ctx != "load":
            raise FaultyTemplateError(Fault("variable_unknown", node.lineno, node.name))
        if self._subject and found.secret:
            raise FaultyTemplateError(Fault("secret_in_subject", node.lineno, node.name))
        if found.kind is VariableKind.LINES and within != "lines":
            raise FaultyTemplateError(Fault("block_misused", node.lineno, node.name))

    def _filter(self, node: Any) -> None:  # noqa: ANN401  the same
        plain = node.node is not None and not (node.dyn_args or node.dyn_kwargs or node.kwargs)
        if not plain or node.name not in _FILTERS:
            raise FaultyTemplateError(Fault("construct_refused", node.lineno, node.name))

    def _block(self, node: Any, depth: int, within: str) -> None:  # noqa: ANN401  the same
        name = self._called(node)
        inline = name == "link"
        if self._subject or name == "note" or (within and not inline):
            raise FaultyTemplateError(Fault("block_misused", node.lineno, name))
        if len(node.args) != _ARGUMENTS[name] or not self._fits(name, node.args):
            raise FaultyTemplateError(Fault("block_misused", node.lineno, name))
        for one in node.args:
            self.walk(one, depth + 1, within=name)

    def _note(self, node: Any, depth: int) -> None:  # noqa: ANN401  the same
        name = self._called(node.call)
        if self._subject or name != "note" or node.args or node.call.args:
            raise FaultyTemplateError(Fault("block_misused", node.lineno, name))
        for one in node.body:
            self.walk(one, depth + 1, within="note")

    def _called(self, node: Any) -> str:  # noqa: ANN401  the same
        name = getattr(node.node, "name", "")
        plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        if type(node.node).__name__ != "Name" or name not in _ARGUMENTS or not plain:
            raise FaultyTemplateError(Fault("construct_refused", node.lineno, name or "call"))
        return str(name)

    def _fits(self, name: str, args: list[Any]) -> bool:
        """Tell whether the arguments have the form that the block takes."""
        if name in _LINKED:
            return self._leads_somewhere(args[1])
        if name == "facts":
            return _are_pairs(args[0])
        if name == "lines":
            found = self._known.get(getattr(args[0], "name", ""))
            right = found is not None and found.kind is VariableKind.LINES
            return right and _are_pairs(args[1])
        return True

    def _leads_somewhere(self, node: Any) -> bool:  # noqa: ANN401  a node of a type that is loaded late
        """Tell whether an address is one of ours, or begins with a scheme that opens a page."""
        kind = type(node).__name__
        if kind == "Name":
            found = self._known.get(node.name)
            return found is not None and found.kind in _PAGES
        if kind == "Concat":
            return self._leads_somewhere(node.nodes[0])
        return kind == "Const" and str(node.value).startswith(_SCHEMES)


def _are_pairs(node: Any) -> bool:  # noqa: ANN401  the same
    return type(node).__name__ == "List" and all(
        type(one).__name__ == "Tuple" and len(one.items) == 2  # noqa: PLR2004  a name and a value
        for one in node.items
    )


def _printable(node: Any) -> None:  # noqa: ANN401  the same
    text = str(node.value)
    if not text.replace("\n", " ").replace("\xa0", " ").isprintable():
        raise FaultyTemplateError(Fault("construct_refused", node.lineno, "control character"))
