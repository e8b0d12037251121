"""Columns, steps and saved values of the deploy engine under their standard names.

Operations in flight are renamed with their rows: a step, a saved value or a job's argument that
the last release wrote is read by this one.
"""

from alembic import op

revision = "0020_runtime_names"
down_revision = "0019_dispatched_at"
branch_labels = None
depends_on = None

_STATE_KEYS = {
    "fetched": "image_fetch",
    "left": "placement_error",
    "reason": "failure",
    "unfit": "limits_mismatch",
}
_STEPS = {"rest": "mark_stopped", "bury": "mark_deleted"}
_CONSTRAINTS = ("pk_{}", "fk_{}_service_id", "ck_{}_order", "ck_{}_checkstatus", "ex_{}_overlap")


def upgrade() -> None:
    op.alter_column("operation", "frame", new_column_name="workflow_state")
    op.alter_column("operation", "turn", new_column_name="revision")
    op.alter_column("service", "rests", new_column_name="stopped_before_suspend")
    _rename_table("check_span", "status_interval")
    for old, new in _STATE_KEYS.items():
        _rename_key("operation", "workflow_state", old, new, "true")
    _set_fetch("asked", "requested", "image_fetch")
    for old, new in _STEPS.items():
        _rename_step(old, new)
    op.execute("UPDATE operation_step SET name = 'stop' WHERE name = 'calm'")
    op.execute("UPDATE operation SET step = 'stop' WHERE step = 'calm'")
    _rename_key("job", "payload", "turn", "revision", _OURS)


def downgrade() -> None:
    _rename_key("job", "payload", "revision", "turn", _OURS)
    op.execute("UPDATE operation_step SET name = 'calm' WHERE name = 'stop' AND undo")
    op.execute(
        "UPDATE operation SET step = 'calm' WHERE step = 'stop' AND id IN"
        " (SELECT operation_id FROM operation_step WHERE name = 'calm')"
    )
    for old, new in _STEPS.items():
        _rename_step(new, old)
    _set_fetch("requested", "asked", "image_fetch")
    for old, new in _STATE_KEYS.items():
        _rename_key("operation", "workflow_state", new, old, "true")
    _rename_table("status_interval", "check_span")
    op.alter_column("service", "stopped_before_suspend", new_column_name="rests")
    op.alter_column("operation", "revision", new_column_name="turn")
    op.alter_column("operation", "workflow_state", new_column_name="frame")


_OURS = "state <> 'done' AND task IN ('deployments.advance', 'deployments.fetch_image')"


def _rename_table(old: str, new: str) -> None:
    op.rename_table(old, new)
    for name in _CONSTRAINTS:
        renamed = f"{name.format(old)} TO {name.format(new)}"
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {renamed}")
    op.execute(f"ALTER INDEX ix_{old}_service RENAME TO ix_{new}_service")


def _rename_key(table: str, column: str, old: str, new: str, where: str) -> None:
    op.execute(
        f"UPDATE {table} SET {column} = ({column} - '{old}')"
        f" || jsonb_build_object('{new}', {column} -> '{old}')"
        f" WHERE jsonb_exists({column}, '{old}') AND {where}"
    )


def _rename_step(old: str, new: str) -> None:
    op.execute(f"UPDATE operation_step SET name = '{new}' WHERE name = '{old}'")
    op.execute(f"UPDATE operation SET step = '{new}' WHERE step = '{old}'")


def _set_fetch(old: str, new: str, key: str) -> None:
    op.execute(
        f"UPDATE operation SET workflow_state = jsonb_set(workflow_state, '{{{key}}}', '\"{new}\"')"
        f" WHERE workflow_state ->> '{key}' = '{old}'"
    )
