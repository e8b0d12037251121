"""What every e-mail may say, and how params become what its reader sees."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.core.locale import Locale
from app.features.notifications.providers.formats import moment, money, one_line
from app.features.notifications.providers.translations import (
    factor_change,
    hello,
    line_name,
    reason,
    role_name,
)
from app.manifest import MailTemplate, Variable, VariableKind, words

SHARED = (
    Variable(
        name="hello",
        kind=VariableKind.GREETING,
        source="name",
        about=words("Приветствие и имя читателя", "A greeting with the reader's name"),
        sample="Anna",
        optional=True,
    ),
    Variable(
        name="company",
        about=words("Название вашей компании", "The name of your company"),
        sample="Hostwright",
    ),
    Variable(
        name="public_url",
        kind=VariableKind.ADDRESS,
        about=words("Адрес панели", "The address of the panel"),
        sample="https://panel.example.com",
    ),
)
"""What `begin_delivery` adds to every email."""


def context(
    declared: MailTemplate, locale: Locale, time_zone: str, params: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the variables of an e-mail as its reader sees them; what params lack is left out."""
    writers = _writers(locale, time_zone)
    found: dict[str, Any] = {"hello": hello(locale, one_line(str(params.get("name", ""))))}
    for variable in (*SHARED[1:], *declared.variables):
        if variable.kind is VariableKind.PAGE:
            page = _page(variable, locale, params)
            found |= {} if page is None else {variable.name: page}
            continue
        value = _at(params, variable.path)
        if value is not None:
            found[variable.name] = writers[variable.kind](value)
        elif variable.optional and _is_told(params, variable.path):
            found[variable.name] = ""
    return found


def _writers(locale: Locale, time_zone: str) -> Mapping[VariableKind, Callable[[Any], Any]]:
    amount, at = money(locale), moment(locale, time_zone)

    def when(value: str) -> str:
        return at(value) if value else ""

    def lines(rows: list[Mapping[str, Any]]) -> list[dict[str, str]]:
        return [
            {
                "name": one_line(line_name(locale, row["description"])),
                "amount": amount(row["amount"]),
                "begins": when(row["period_start"] or "") if row["period_end"] else "",
                "ends": when(row["period_end"] or ""),
            }
            for row in rows
        ]

    def line(value: object) -> str:
        return one_line(str(value))

    return {
        VariableKind.TEXT: line,
        VariableKind.ADDRESS: line,
        VariableKind.FLAG: bool,
        VariableKind.MONEY: amount,
        VariableKind.MOMENT: when,
        VariableKind.LINES: lines,
        VariableKind.FAILURE: partial(reason, locale),
        VariableKind.ROLE: partial(role_name, locale),
        VariableKind.FACTOR_CHANGE: partial(factor_change, locale),
    }


def _page(variable: Variable, locale: Locale, params: Mapping[str, Any]) -> str | None:
    """Return the address of a page; an empty one where what it is about does not exist."""
    before = f"/{locale.value}" if variable.localized else ""
    flat = {name: one_line(value) for name, value in params.items() if isinstance(value, str)}
    try:
        path = variable.source.format_map(_Filled(flat))
        return f"{flat['public_url']}{before}{path}"
    except _EmptyError:
        return ""
    except KeyError:
        return None


class _EmptyError(Exception):
    """What a page is about does not exist."""


class _Filled(dict[str, str]):
    """Params for a path; one that is empty makes no address."""

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if not value:
            raise _EmptyError
        return value


def _at(params: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401  whatever JSON holds
    value: Any = params
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_told(params: Mapping[str, Any], path: str) -> bool:
    """Tell whether the params say, by a null, that there is no such thing."""
    above, _, name = path.rpartition(".")
    within = _at(params, above) if above else params
    return isinstance(within, Mapping) and name in within


def samples(declared: MailTemplate, *, bare: bool = False) -> dict[str, Any]:
    """Return params for a preview; `bare` ones lack what may be empty."""
    found: dict[str, Any] = {}
    for variable in (*SHARED, *declared.variables):
        empty = bare and variable.optional
        if variable.kind is VariableKind.PAGE:
            found |= {name: "" if empty else value for name, value in variable.sample.items()}
        else:
            _put(found, variable.path, _nothing(variable) if empty else variable.sample)
    return found


def _nothing(variable: Variable) -> object:
    return False if variable.kind is VariableKind.FLAG else ""


def _put(params: dict[str, Any], path: str, value: object) -> None:
    *above, name = path.split(".")
    for one in above:
        params = params.setdefault(one, {})
    params[name] = value
