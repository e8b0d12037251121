"""the catalogue is edited: statuses, stock, images of plans, prices as versions in time"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051_catalog_editor"
down_revision = "0050_node_editing"
branch_labels = None
depends_on = None

_ITEMS = ("product", "plan", "image")
_STATUSES = "('draft', 'on_sale', 'hidden', 'retired')"
_NO_TEXT = """'{"en": "", "ru": ""}'"""
_GRAPH = (
    "'draft', 'draft>on_sale', 'draft>retired', 'on_sale>hidden', 'on_sale>retired',"
    " 'hidden>on_sale', 'hidden>retired'"
)


_READ, _MANAGE = "'catalog:read'::character varying", "'catalog:manage'::character varying"
_DEFINITION = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{}'"


def _replace_permission(old: str, new: str) -> None:
    """Write the list of known permissions anew, whatever else is in it by now."""
    name = "ck_role_permissions_known"
    definition = op.get_bind().scalar(sa.text(_DEFINITION.format(name)))
    op.execute(f"ALTER TABLE role DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE role ADD CONSTRAINT {name} {definition.replace(old, new)}")


def upgrade() -> None:
    _replace_permission(_MANAGE, f"{_MANAGE}, {_READ}")
    op.add_column("plan", _with_default("description", postgresql.JSONB(), _NO_TEXT))
    op.add_column("plan", sa.Column("stock", sa.Integer(), nullable=True))
    op.add_column("plan", _with_default("is_default", sa.Boolean(), "false"))
    op.create_check_constraint("stock_not_negative", "plan", "stock >= 0")
    for table in _ITEMS:
        _upgrade_item(table)
    _upgrade_prices()
    op.create_table(
        "plan_image",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name="fk_plan_image_plan_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name="fk_plan_image_image_id"),
        sa.PrimaryKeyConstraint("plan_id", "image_id", name="pk_plan_image"),
    )
    op.create_index("ix_plan_image_image_id", "plan_image", ["image_id"])
    op.create_index("ix_product_position", "product", ["position", "id"])
    op.create_index("ix_image_position", "image", ["position", "id"])
    op.create_index("ix_plan_position", "plan", ["position", "id"])
    op.create_index("ix_plan_product", "plan", ["product_id", "position", "id"])
    op.drop_index("ix_plan_product_id", table_name="plan")
    op.create_index(
        "uq_plan_default",
        "plan",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )


def _with_default(name: str, kind: Any, default: str) -> Any:  # noqa: ANN401  any column
    return sa.Column(name, kind, nullable=False, server_default=sa.text(default))


def _for_last_release(table: str, condition: str) -> None:
    """Keep the flag that the release before this one reads, as what it follows from."""
    op.drop_column(table, "on_sale")
    computed = sa.Computed(condition, persisted=True)
    op.add_column(table, sa.Column("on_sale", sa.Boolean(), computed, nullable=True))


def _upgrade_item(table: str) -> None:
    op.add_column(table, _with_default("status", sa.String(32), "'draft'"))
    op.add_column(table, _with_default("version", sa.Integer(), "1"))
    op.add_column(table, _with_default("created_at", sa.DateTime(timezone=True), "now()"))
    op.execute(f"UPDATE {table} SET status = CASE WHEN on_sale THEN 'on_sale' ELSE 'hidden' END")
    op.create_check_constraint("catalogstatus", table, f"status IN {_STATUSES}")
    _for_last_release(table, "status = 'on_sale'")
    for name in ("status", "created_at"):
        op.alter_column(table, name, server_default=None)
    if table == "plan":
        for name in ("description", "is_default"):
            op.alter_column(table, name, server_default=None)
    # What the seed and a file bring is on sale from its first row on: changes alone are held.
    op.execute(
        f"CREATE TRIGGER state_graph BEFORE UPDATE OF status ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION keep_to_graph({_GRAPH})"
    )


def _upgrade_prices() -> None:
    for name in ("valid_from", "created_at"):
        op.add_column("price", _with_default(name, sa.DateTime(timezone=True), "now()"))
        op.alter_column("price", name, server_default=None)
    op.add_column("price", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE price SET withdrawn_at = now() WHERE NOT on_sale")
    _for_last_release("price", "withdrawn_at IS NULL")
    # Several prices of one period were on sale side by side: they began one after the other.
    op.execute(
        """
        UPDATE price SET valid_from = price.valid_from - numbered.place * interval '1 second'
        FROM (
            SELECT id, row_number() OVER (
                PARTITION BY plan_id, period, currency ORDER BY withdrawn_at IS NOT NULL, id DESC
            ) AS place FROM price
        ) AS numbered WHERE numbered.id = price.id
        """
    )
    op.create_unique_constraint(
        "uq_price_plan_version", "price", ["plan_id", "period", "currency", "valid_from"]
    )
    op.drop_index("ix_price_plan_id", table_name="price")
    op.execute(
        """
        CREATE FUNCTION price_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.withdrawn_at IS NOT NULL
                OR to_jsonb(NEW) - ARRAY['withdrawn_at', 'on_sale']
                <> to_jsonb(OLD) - ARRAY['withdrawn_at', 'on_sale'] THEN
                PERFORM refuse('price_fixed', TG_OP || ' of ' || TG_TABLE_NAME);
            END IF;
            RETURN NEW;
        END
        $$
        """
    )
    op.execute(
        "CREATE TRIGGER fixed BEFORE UPDATE ON price"
        " FOR EACH ROW EXECUTE FUNCTION price_fixed()"
    )


def downgrade() -> None:
    op.execute("UPDATE role SET permissions = array_remove(permissions, 'catalog:read')")
    _replace_permission(f"{_MANAGE}, {_READ}", _MANAGE)
    op.execute("DROP TRIGGER fixed ON price")
    op.execute("DROP FUNCTION price_fixed()")
    op.drop_constraint("uq_price_plan_version", "price")
    op.create_index("ix_price_plan_id", "price", ["plan_id"])
    op.drop_column("price", "on_sale")
    op.add_column("price", _with_default("on_sale", sa.Boolean(), "true"))
    op.execute("UPDATE price SET on_sale = withdrawn_at IS NULL AND valid_from <= now()")
    op.alter_column("price", "on_sale", server_default=None)
    for name in ("valid_from", "created_at", "withdrawn_at"):
        op.drop_column("price", name)
    op.drop_table("plan_image")
    op.drop_index("uq_plan_default", table_name="plan")
    op.create_index("ix_plan_product_id", "plan", ["product_id"])
    for table, name in (("plan", "product"), *((table, "position") for table in _ITEMS)):
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    for table in _ITEMS:
        op.execute(f"DROP TRIGGER state_graph ON {table}")
        op.drop_column(table, "on_sale")
        op.add_column(table, _with_default("on_sale", sa.Boolean(), "true"))
        op.execute(f"UPDATE {table} SET on_sale = status = 'on_sale'")
        op.alter_column(table, "on_sale", server_default=None)
        for name in ("status", "version", "created_at"):
            op.drop_column(table, name)
    for name in ("description", "stock", "is_default"):
        op.drop_column("plan", name)
