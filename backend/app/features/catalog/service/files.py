"""A catalogue document as YAML: faults are told with the line they are in."""

from collections.abc import Iterator, Sequence

import yaml
from pydantic import ValidationError

from app.features.catalog.errors import CatalogFileError
from app.features.catalog.schemas.document import CatalogDocument


def dump(document: CatalogDocument) -> str:
    """Return a document as the text of a file."""
    plain = document.model_dump(mode="json", exclude_none=True)
    text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
    return text


def load(text: str) -> CatalogDocument:
    """Read the text of a file; raises CatalogFileError with a line number for each fault."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        return CatalogDocument.model_validate(yaml.safe_load(text) or {})
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise CatalogFileError(faults=[f"line {line}: {broken.problem}"]) from broken
    except ValidationError as wrong:
        raise CatalogFileError(faults=list(_faults(tree, wrong))) from wrong


def _faults(tree: yaml.Node | None, wrong: ValidationError) -> Iterator[str]:
    for error in wrong.errors(include_url=False, include_input=False):
        where = ".".join(map(str, error["loc"]))
        yield f"line {_line(tree, error['loc'])}: {where}: {error['msg']}"


def _line(node: yaml.Node | None, path: Sequence[int | str]) -> int:
    """Return the line of what a path leads to, or of the last part of it that is there."""
    if node is None:
        return 1
    line: int = node.start_mark.line + 1
    if not path:
        return line
    step, *rest = path
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return _line(node.value[step], rest)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                begins: int = key.start_mark.line + 1
                return max(begins, _line(value, rest) if rest else 0)
    return line
