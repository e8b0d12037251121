"""What `verify` looks at: each rule finds what breaks it, and nothing where all is well."""

from sqlalchemy import text

from app.features.billing.models import SubscriptionStatus
from app.features.deployments.schemas import Action
from app.manifest import invariants
from tests.features.deployments.panel import Panel

_OLD = "UPDATE service SET changed_at = now() - interval '2 minutes'"
_PLANTED = {
    "services.unpaid_ones_do_not_run": [_OLD],
    "services.paid_ones_are_not_suspended": [_OLD, "UPDATE service SET status = 'suspended'"],
    "services.held_ones_do_not_run": [
        _OLD,
        "UPDATE service SET held_at = now(), hold_reason = 'Mass mailings'",
    ],
    "services.ended_ones_are_removed": [
        _OLD,
        "UPDATE subscription SET status = 'ended', ended_at = now()",
    ],
    "services.come_from_paid_orders": [_OLD],
    "services.live_ones_have_an_allocation": ["DELETE FROM node_allocation"],
    "services.ended_ones_hold_no_allocation": ["UPDATE service SET status = 'deleted'"],
    "services.changing_ones_have_an_operation": ["UPDATE service SET status = 'provisioning'"],
    "services.allocations_belong_to_a_service": [
        "UPDATE node_allocation SET service_id = gen_random_uuid()"
    ],
    "services.one_address_each": ["UPDATE service SET address = 'http://127.0.0.1:21000'"],
    "services.allocation_is_what_was_bought": ["UPDATE service SET memory_mb = memory_mb * 2"],
    "operations.one_at_a_time": [
        "DROP INDEX uq_operation_live",
        "UPDATE operation SET state = 'running'",
    ],
    "operations.live_ones_have_their_job": [
        "UPDATE operation SET state = 'running', run_at = '2020-01-01' WHERE kind = 'stop'"
    ],
    "operations.done_means_every_step": ["UPDATE operation_step SET state = 'failed'"],
    "operations.failed_ones_say_why": ["UPDATE operation SET state = 'failed'"],
    "jobs.tried_so_often_only": ["UPDATE job SET attempts = max_attempts + 1"],
    "nodes.allocations_fit_capacity": [
        "ALTER TABLE node DROP CONSTRAINT ck_node_capacity",
        "UPDATE node SET reserved_memory_mb = memory_mb + 1",
    ],
    "nodes.reserved_equals_allocations": [
        "UPDATE node SET reserved_cpu_millis = reserved_cpu_millis + 1"
    ],
    "nodes.one_service_a_port": [
        "ALTER TABLE node_allocation DROP CONSTRAINT uq_node_allocation_port",
        "UPDATE node_allocation SET port = 21000",
    ],
}


async def test_each_rule_sees_what_breaks_it(panel: Panel) -> None:
    stopped = await panel.deployed()
    await panel.deployed("second")
    await panel.act(stopped, Action.STOP)
    await panel.write_subscription(stopped, SubscriptionStatus.ACTIVE)
    assert await panel.broken() == []
    rules = {rule.name: rule for rule in invariants("nodes", "deployments")}
    assert rules.keys() == _PLANTED.keys()

    for name, damage in _PLANTED.items():
        async with panel.database.engine.connect() as connection:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in damage:
                await connection.execute(text(statement))
            found = (await connection.execute(rules[name].offending)).all()
            await connection.rollback()
        assert found, name
    assert await panel.broken() == []
