"""Defects put in on purpose: each turns the matrix red."""

from collections.abc import Callable
from dataclasses import replace

import jwt
import pytest
from fastapi import FastAPI
from sqlalchemy import Select, select

from app.auth.authenticator import Authenticator
from app.auth.dependencies import Policy
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.roles import MemberRole
from app.dao.base import BaseDAO
from app.dao.read import JsonQuery
from app.dao.scope import Scope
from app.manifest import member_permissions
from app.web import policies
from app.web.policies import Operation
from tests.authz import matrix as judged
from tests.authz.access import Access, Agreement, roles_now
from tests.authz.calls import CALLS, Call
from tests.authz.matrix import Matrix

Plant = Callable[[pytest.MonkeyPatch], None]


def _nothing_is_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Policy, "check", lambda _policy, principal: principal)


def _rows_of_everybody(patch: pytest.MonkeyPatch) -> None:
    def rows(dao: BaseDAO[object]) -> Select[object]:  # type: ignore[type-var]  # any model
        return select(dao.model)  # type: ignore[return-value]  # the same

    patch.setattr(BaseDAO, "rows", rows)


def _whole_account(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Principal, "scope", lambda caller: Scope.account(caller.account))


def _old_tokens_count(patch: pytest.MonkeyPatch) -> None:
    async def looked_up(self: Authenticator, token: str) -> Principal | None:
        return await self._load(self._tokens.read(token).session_id)

    patch.setattr(Authenticator, "_looked_up", looked_up)


def _proof_never_ends(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Principal, "recently_authenticated", True)


def _programs_are_people(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Principal, "oneself", True)


def _role_got_more(patch: pytest.MonkeyPatch) -> None:
    held = member_permissions()[MemberRole.READ_ONLY] | {Permission.SERVICES_DELETE}
    patch.setitem(member_permissions(), MemberRole.READ_ONLY, held)


def _signature_unread(patch: pytest.MonkeyPatch) -> None:
    real = jwt.decode

    def decode(token: str, *_: object, **__: object) -> object:
        return real(token, options={"verify_signature": False})

    patch.setattr("app.auth.tokens.jwt.decode", decode)


_PLANTS: list[tuple[Plant, str, str]] = [
    (_nothing_is_asked, "orders_cancel", "by read_only: should meet 403 forbidden"),
    (_nothing_is_asked, "admin_jobs_retry", "by owner: should meet 403 forbidden"),
    (_nothing_is_asked, "orders_cancel", "by read_only: changed order"),
    (_rows_of_everybody, "orders_cancel", "by another customer: should meet 404"),
    (_rows_of_everybody, "invitations_delete", "by another customer: changed invitation"),
    (_whole_account, "services_read", "by narrowed member, other service: should meet 404"),
    (_old_tokens_count, "balance_read", "by password changed: should meet 401"),
    (_signature_unread, "balance_read", "by other key: should meet 401"),
    (_proof_never_ends, "tokens_create", "by owner, unproven: should meet 403 step_up_required"),
    (_programs_are_people, "me_tokens_delete", "by personal API token: should meet 403"),
    (_role_got_more, "services_delete", "by read_only: should meet 403 forbidden"),
]


@pytest.mark.parametrize(("plant", "operation", "fault"), _PLANTS)
async def test_a_defect_is_seen(
    plant: Plant, operation: str, fault: str, matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = await matrix.run([operation])
    assert not clean.mismatches, "\n".join(clean.mismatches)
    matrix.app.state.authenticator.forget()
    plant(monkeypatch)
    report = await matrix.run([operation])
    assert any(f"{operation} {fault}" in one for one in report.mismatches), report.mismatches


async def test_a_scope_dropped_from_a_read_is_seen(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Statements made with the scope stay as they are; these are made without, and forgotten.
    monkeypatch.setattr(JsonQuery, "_scoped", lambda _source, rows, _scope: rows)
    monkeypatch.setattr("app.dao.read._scope_key", lambda scope: ("planted", scope))
    report = await matrix.run(["orders_read", "orders_list"])
    told = "\n".join(report.mismatches)
    assert "orders_read by another customer: should meet 404, answered 200" in told
    assert "orders_list by another customer: tells of" in told


def _asking_less(found: list[Operation]) -> list[Operation]:
    weaker = Policy(Permission.SERVICES_READ)
    return [
        replace(one, policy=weaker) if one.operation_id == "services_delete" else one
        for one in found
    ]


def test_an_operation_that_asks_less_than_agreed_is_seen(
    app: FastAPI, agreement: Agreement
) -> None:
    found = policies.operations(app)
    assert agreement.differences(found) == []
    (told,) = agreement.differences(_asking_less(found))
    assert "services_delete: asks for member services:read, agreed was member serv" in told


def test_an_operation_nobody_agreed_to_is_seen(app: FastAPI, agreement: Agreement) -> None:
    found = policies.operations(app)
    new = Operation("services_explode", "POST", "/api/v1/services/explode", None)
    (told,) = agreement.differences([*found, new])
    assert "services_explode: asks for anybody, agreed was nothing yet" in told
    (told,) = agreement.differences(found[1:])
    assert told.startswith(f"{found[0].operation_id}: is gone")


def test_a_role_that_got_more_is_seen(
    app: FastAPI, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    _role_got_more(monkeypatch)
    assert "services:delete" in roles_now()["role:account:read_only"]
    (told,) = agreement.differences(policies.operations(app))
    assert told.startswith("role:account:read_only: holds other permissions")


async def test_an_operation_without_an_object_in_the_world_is_seen(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CALLS, "orders_read", Call(ids={"order_id": "moon_id"}))
    report = await matrix.run(["orders_read"])
    assert report.mismatches == ["orders_read takes 'moon_id': put one into tests/authz/world.py"]


def test_agreements_are_read_as_they_are_written() -> None:
    for access in (Access("anybody"), Access("staff", "a:b", recent_auth=True), Access("person")):
        assert Access.read(str(access).split()) == access
    assert judged.Report(1, 2, ["x"]).__str__() == "1 operations, 2 cells, 1 mismatches"
