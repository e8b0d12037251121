"""Notifications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('template', sa.Enum('verification', 'registration_repeated', 'invoice_issued', 'invoice_paid', 'invoice_overdue', 'balance_low', 'payment_failed', 'service_active', 'service_failed', 'service_suspended', 'service_resumed', 'service_ended', 'order_refunded', name='template', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('locale', sa.Enum('ru', 'en', name='locale', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('params', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Enum('pending', 'sent', 'failed', name='mailstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_mail_sent')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mail_event_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sa.UniqueConstraint('event_id', 'recipient', 'template', name='uq_mail_event_recipient_template'),
    sa.UniqueConstraint('message_id', name=op.f('uq_mail_message_id'))
    )
    op.create_index('ix_mail_unsent', 'mail', ['created_at'], unique=False, postgresql_where=sa.text("state <> 'sent'"))
    op.create_index(op.f('ix_mail_user_id'), 'mail', ['user_id'], unique=False)
    op.create_table('notification',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('event_type', sa.String(), nullable=False),
    sa.Column('params', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('about_money', sa.Boolean(), nullable=False),
    sa.Column('service_id', sa.Uuid(), nullable=True),
    sa.Column('invoice_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notification_account_id')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_notification_event_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_notification_invoice_id')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_notification_service_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification')),
    sa.UniqueConstraint('event_id', name=op.f('uq_notification_event_id'))
    )
    op.create_index('ix_notification_account', 'notification', ['account_id', sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index(op.f('ix_notification_created_at'), 'notification', ['created_at'], unique=False)
    op.create_table('notification_read',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('notification_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_notification_read_notification_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_notification_read_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification_read')),
    sa.UniqueConstraint('notification_id', 'user_id', name='uq_notification_read_by')
    )
    op.create_index(op.f('ix_notification_read_user_id'), 'notification_read', ['user_id'], unique=False)
    op.create_index('ix_job_created', 'job', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)


def downgrade() -> None:
    op.drop_index('ix_job_created', table_name='job')
    op.drop_index(op.f('ix_notification_read_user_id'), table_name='notification_read')
    op.drop_table('notification_read')
    op.drop_index(op.f('ix_notification_created_at'), table_name='notification')
    op.drop_index('ix_notification_account', table_name='notification')
    op.drop_table('notification')
    op.drop_index(op.f('ix_mail_user_id'), table_name='mail')
    op.drop_index('ix_mail_unsent', table_name='mail', postgresql_where=sa.text("state <> 'sent'"))
    op.drop_table('mail')
