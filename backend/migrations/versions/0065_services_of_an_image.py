"""an index of the services that were made from an image on a node"""

from alembic import op

revision = "0065_services_of_an_image"
down_revision = "0064_payment_of_several"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_service_image", "service", ["node_id", "image_slug", "image_reference", "status"]
    )


def downgrade() -> None:
    op.drop_index("ix_service_image", "service")
