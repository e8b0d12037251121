"""What leaves a row in the audit: every act of staff, and customers' acts on money and access."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core import clock
from app.core.context import ActorKind
from app.web.policies import Operation, operations
from tests.authz.asking import ask
from tests.authz.calls import request_of
from tests.authz.matrix import Matrix

UNRECORDED = {
    "admin_backups_create": "there is no target: tests/features/backups",
    "admin_settings_backups_make_key": "it is kept nowhere until somebody sets it",
    "admin_logos_create": "nothing shows it before the brand names it, which is recorded",
    "admin_settings_brand_preview": "a question",
    "admin_templates_preview": "a question",
    "admin_templates_reset": "there is nothing to reset: tests/features/notifications",
    "avatars_remove": "a picture is no privilege",
    "avatars_set": "the same",
    "me_choose_account": "one acts for another account, each act says which",
    "me_confirm_email": "nothing until the code is right: tests/features/users",
    "me_confirm_phone": "nothing until the code is right: tests/features/users",
    "me_end_impersonation": "there is none: tests/features/accounts",
    "me_erase": "refused while services run: tests/features/privacy",
    "me_keep_email": "a payload is withdrawn, nothing changed",
    "me_passkeys_create": "nothing until the authenticator answers: tests/features/users",
    "me_passkeys_options": "a question",
    "me_step_up_create": "a wrong proof: tests/features/users",
    "me_step_up_options": "a question",
    "me_remove_phone": "there is none: tests/features/users",
    "me_totp_confirm": "nothing until the code is right: tests/features/users",
    "me_totp_delete": "there is none: tests/features/users",
    "me_change_email": "a payload; the change is recorded when it is confirmed",
    "me_change_phone": "the same",
    "me_totp_begin": "the same",
    "me_passkeys_update": "a name for oneself",
    "me_tokens_update": "a name",
    "tokens_update": "a name",
    "members_leave": "the owner cannot: tests/features/accounts",
    "invitations_accept": "nobody made the token: tests/features/accounts",
    "sockets_tickets_create": "it opens a socket that tells what one may read anyway",
    "notifications_read": "a mark for oneself",
    "notifications_read_all": "the same",
}


def _acts(app: FastAPI) -> Iterator[Operation]:
    for one in operations(app):
        if one.method != "GET" and one.policy and one.operation_id not in UNRECORDED:
            yield one


async def test_every_act_leaves_a_row(matrix: Matrix) -> None:
    document = matrix.app.openapi()
    callers = {caller.name: caller for caller in matrix.callers}
    faults, seen = [], 0
    await matrix.connection.execute(text("SELECT 1"))
    for one in _acts(matrix.app):
        staff = bool(one.policy and one.policy.staff)
        caller = callers["staff owner" if staff else "owner"]
        moment = await matrix.connection.begin_nested()
        with clock.freeze(clock.now()):
            request = request_of(one, document, matrix.world.ours)
            answer = await ask(matrix.app, request, caller.authorization)
        rows = await matrix.connection.execute(
            text(
                "SELECT action, actor_kind, actor_id, request_id FROM audit_record"
                " WHERE actor_id = :actor"
            ),
            {"actor": caller.user_id},
        )
        found = rows.all()
        await moment.rollback()
        matrix.app.state.authenticator.forget()
        seen += 1
        if answer.status >= 300:
            faults.append(f"{one.operation_id} did not happen: {answer.status} {answer.body!r}")
        elif not found:
            faults.append(f"{one.operation_id} left no row in the audit")
        elif staff and any(row.actor_kind != ActorKind.STAFF for row in found):
            faults.append(f"{one.operation_id} was not recorded as staff's")
    assert not faults, "\n".join(faults)
    assert seen >= 30


def test_what_is_not_recorded_still_exists(app: FastAPI) -> None:
    assert UNRECORDED.keys() <= {one.operation_id for one in operations(app)}


@pytest.mark.parametrize("caller", ["staff as the owner", "API token"])
async def test_an_act_in_anothers_name_says_whose(matrix: Matrix, caller: str) -> None:
    who = next(one for one in matrix.callers if one.name == caller)
    document = matrix.app.openapi()
    (stop,) = [one for one in operations(matrix.app) if one.operation_id == "services_stop"]
    request = request_of(stop, document, matrix.world.ours)
    answer = await ask(matrix.app, request, who.authorization)
    assert answer.status == 202
    rows = await matrix.connection.execute(
        text(
            "SELECT actor_kind, impersonator_id FROM audit_record WHERE action = 'service.changed'"
        )
    )
    (row,) = rows.all()
    impersonator = matrix.world.staff["owner"] if who.impersonated else None
    assert (row.actor_kind, row.impersonator_id) == (
        "user" if who.impersonated else "token",
        impersonator,
    )
