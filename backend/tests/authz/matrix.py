"""Every operation asked by everybody: what was answered, beside what was agreed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from app.core import clock
from app.web.policies import Operation, operations
from tests.authz.access import Access, Agreement
from tests.authz.asking import Answer, ask
from tests.authz.callers import Caller
from tests.authz.calls import CALLS, Call, Request, UntoldError, request_of
from tests.authz.side import Side
from tests.authz.world import World

_KEPT_OF_DENIALS = frozenset({"audit_record", "idempotency_key"})
_UNFIT = frozenset({"not_found", "validation_failed"})
_DENIALS = frozenset({"forbidden", "step_up_required", "oneself_required"})


@dataclass
class Report:
    """What came of it."""

    operations: int = 0
    cells: int = 0
    mismatches: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.operations} operations, {self.cells} cells, {len(self.mismatches)} mismatches"
        )


@dataclass
class Matrix:
    """The world, who asks in it, and what was agreed."""

    app: FastAPI
    connection: AsyncConnection
    world: World
    callers: list[Caller]
    agreement: Agreement
    _before: dict[str, str] = field(default_factory=dict)
    _written: dict[str, int] = field(default_factory=dict)

    async def run(self, only: Collection[str] = ()) -> Report:
        """Fill the cells of these operations, of all by default."""
        found = operations(self.app)
        report = Report()
        if not only:
            report.mismatches += self.agreement.differences(found)
        self._before = {name: await self._print_of(name) for name in SQLModel.metadata.tables}
        await self._touched()
        document = self.app.openapi()
        with clock.freeze(clock.now()):
            for one in found:
                if not only or one.operation_id in only:
                    report.operations += 1
                    await self._row(report, one, document)
        return report

    async def _row(self, report: Report, one: Operation, document: dict[str, Any]) -> None:
        side = self.world.ours
        try:
            usual = request_of(one, document, side)
        except UntoldError as untold:
            report.mismatches.append(str(untold))
            return
        row = await self.connection.begin_nested()
        for caller in self.callers:
            instead = side.hidden_ids if caller.hidden else None
            request = request_of(one, document, side, instead)
            if caller.hidden and request.path == usual.path:
                continue
            report.cells += 1
            for fault in await self._cell(one, caller, request):
                report.mismatches.append(f"{one.operation_id} by {caller.name}: {fault}")
        if one.method == "GET":
            faults = await self._changed(await self._touched())
            report.mismatches += [f"{one.operation_id}: {fault}" for fault in faults]
        await row.rollback()

    async def _cell(self, one: Operation, caller: Caller, request: Request) -> list[str]:
        access, call = self.agreement.of(one), CALLS.get(one.operation_id, Call())
        expected = expected_of(access, call, caller, request, self.world.ours)
        if one.method == "GET":
            return self._judged(expected, caller, request, await self._ask(caller, request))
        moment = await self.connection.begin_nested()
        try:
            answer = await self._ask(caller, request)
            touched = await self._touched()
            faults = self._judged(expected, caller, request, answer)
            if expected.isdigit() or expected in _DENIALS:
                faults += await self._changed(touched)
        finally:
            await moment.rollback()
        if touched:
            self.app.state.authenticator.forget()
        return faults

    async def _ask(self, caller: Caller, request: Request) -> Answer:
        return await ask(self.app, request, caller.authorization)

    def _judged(self, expected: str, caller: Caller, request: Request, answer: Answer) -> list[str]:
        leaks = _leaks(caller, request, answer, self.world.ours, expected)
        return [*_faults(expected, answer), *leaks]

    async def _touched(self) -> set[str]:
        """Return the tables that were written to since the last look, rolled back or not."""
        rows = await self.connection.execute(_WRITTEN)
        now = {row.relname: row.rows for row in rows}
        before, self._written = self._written, now
        return {name for name, rows in now.items() if rows != before.get(name, 0)}

    async def _changed(self, touched: set[str]) -> list[str]:
        """Name the tables among these that are not what they were."""
        return [
            f"changed {name}"
            for name in sorted(touched - _KEPT_OF_DENIALS)
            if await self._print_of(name) != self._before[name]
        ]

    async def _print_of(self, table: str) -> str:
        query = f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
        return str(await self.connection.scalar(text(query)))


_WRITTEN = text(
    "SELECT relname, rows FROM pg_class, LATERAL (SELECT pg_stat_get_xact_tuples_inserted(oid)"
    " + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) AS rows) AS x"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND rows > 0"
)


def expected_of(access: Access, call: Call, caller: Caller, request: Request, side: Side) -> str:
    """Return what the caller should meet: a status, a refusal's code, `reached` or `open`."""
    if access.who == "anybody":
        return "open"
    if not caller.alive:
        return "401"
    held = caller.staff if access.who == "staff" else caller.permissions
    refusals = (
        ("forbidden", access.permission and access.permission not in held),
        (
            "oneself_required",
            not caller.oneself and (access.oneself or (access.recent_auth and caller.impersonated)),
        ),
        ("step_up_required", access.recent_auth and not caller.program and not caller.proven),
        ("forbidden", not access.permission and _homeless(call, caller)),
        ("404", access.who != "staff" and _foreign(caller, request, side)),
        ("reached or 404", call.optional),
    )
    return next((refusal for refusal, meant in refusals if meant), "reached")


def _homeless(call: Call, caller: Caller) -> bool:
    """Tell whether the operation needs an account to act for, and the caller has none."""
    return call.account and caller.side is None and not (call.staff_too and caller.staff)


def _foreign(caller: Caller, request: Request, side: Side) -> bool:
    """Tell whether the request names what is not the caller's."""
    if caller.side is not side:
        return bool(request.given & side.marks)
    if caller.narrowed and request.given & side.hidden:
        return True
    return caller.user_id != side.people["owner"] and bool(request.given & side.personal)


def _faults(expected: str, answer: Answer) -> Iterator[str]:
    code = answer.code
    if answer.status >= 500:
        yield f"answered {answer.status}: {answer.text[:200]}"
    elif expected == "open":
        if answer.status in (401, 403):
            yield f"open to anybody, answered {answer.status}"
    elif expected.startswith("reached"):
        unfit = _UNFIT if expected == "reached" else _UNFIT - {"not_found"}
        if answer.status == 401 or code in _DENIALS | unfit:
            yield f"should get through, answered {answer.status}: {answer.text[:200]}"
    elif expected.isdigit():
        if str(answer.status) != expected:
            yield f"should meet {expected}, answered {answer.status}: {answer.text[:200]}"
    elif answer.status != 403 or code != expected:
        yield f"should meet 403 {expected}, answered {answer.status} {code}"


def _leaks(
    caller: Caller, request: Request, answer: Answer, side: Side, expected: str
) -> list[str]:
    """Name what the answer tells that this caller must not know."""
    if caller.staff and expected.startswith("reached"):
        return []
    if caller.side is side and caller.alive:
        secrets = side.hidden if caller.narrowed else frozenset()
    else:
        own = {str(caller.user_id)} if caller.user_id else set()
        secrets = side.marks - own
    told = [word for word in secrets - request.given if word in answer.text]
    return [f"tells of {', '.join(sorted(told))}"] if told else []
