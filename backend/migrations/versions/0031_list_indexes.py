"""An index for every order, filter and search of a list; plain ones serve both directions."""

from alembic import op

revision = "0031_list_indexes"
down_revision = "0030_sort_key"
branch_labels = None
depends_on = None

_OLD = (
    "CREATE INDEX ix_account_created_at ON account (created_at)",
    "CREATE INDEX ix_audit_record_account ON audit_record (account_id, at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_audit_record_actor ON audit_record (actor_id, at DESC NULLS LAST)",
    "CREATE INDEX ix_audit_record_at ON audit_record (at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_audit_record_target ON audit_record (target_id, at DESC NULLS LAST)",
    "CREATE INDEX ix_check_state_since ON check_state (since DESC NULLS LAST, service_id DESC)",
    "CREATE INDEX ix_credit_note_account ON credit_note (account_id, issued_at DESC)",
    "CREATE INDEX ix_invoice_account ON invoice (account_id, created_at DESC NULLS LAST)",
    "CREATE INDEX ix_invoice_created ON invoice (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_job_created ON job (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_job_state_created ON job (state, created_at DESC)",
    "CREATE INDEX ix_ledger_entry_account_id ON ledger_entry (account_id)",
    "CREATE INDEX ix_ledger_entry_created ON ledger_entry (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_node_created ON node (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_notification_account ON notification (account_id, created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_operation_created ON operation (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_operation_service ON operation (service_id, created_at DESC NULLS LAST)",
    'CREATE INDEX ix_order_account ON "order" (account_id, created_at DESC NULLS LAST)',
    'CREATE INDEX ix_order_created ON "order" (created_at DESC NULLS LAST, id DESC)',
    "CREATE INDEX ix_payment_account ON payment (account_id, created_at DESC NULLS LAST)",
    "CREATE INDEX ix_payment_created ON payment (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_ip_address_log_user_last ON ip_address_log (user_id, last_seen_at DESC, id DESC)",
    "CREATE INDEX ix_service_account ON service (account_id, created_at DESC NULLS LAST, id DESC) WHERE status <> 'deleted'",
    "CREATE INDEX ix_service_created ON service (created_at DESC NULLS LAST, id DESC)",
    "CREATE INDEX ix_service_node_id ON service (node_id)",
    "CREATE INDEX ix_service_status ON service (status)",
    "CREATE INDEX ix_sign_in_log_user ON sign_in_log (user_id, at DESC, id DESC)",
    "CREATE INDEX ix_subscription_account ON subscription (account_id, created_at DESC NULLS LAST)",
)
_NEW = (
    "CREATE INDEX ix_account_created ON account (created_at, id)",
    'CREATE INDEX ix_account_name ON account (sort_key(name) COLLATE "C", id)',
    "CREATE INDEX ix_account_search ON account USING gin ((name) gin_trgm_ops)",
    "CREATE INDEX ix_audit_record_account ON audit_record (account_id, at, id)",
    "CREATE INDEX ix_audit_record_action ON audit_record (action, at, id)",
    "CREATE INDEX ix_audit_record_actor ON audit_record (actor_id, at, id)",
    "CREATE INDEX ix_audit_record_actor_kind ON audit_record (actor_kind, at, id)",
    "CREATE INDEX ix_audit_record_at ON audit_record (at, id)",
    "CREATE INDEX ix_audit_record_search ON audit_record USING gin ((action) gin_trgm_ops, (reason) gin_trgm_ops, (request_id) gin_trgm_ops)",
    "CREATE INDEX ix_audit_record_target ON audit_record (target_id, at, id)",
    "CREATE INDEX ix_check_state_enabled ON check_state (enabled, since, service_id)",
    "CREATE INDEX ix_check_state_since ON check_state (since, service_id)",
    "CREATE INDEX ix_check_state_status ON check_state (status, since, service_id)",
    "CREATE INDEX ix_credit_note_account ON credit_note (account_id, issued_at)",
    "CREATE INDEX ix_invoice_account ON invoice (account_id, created_at, id)",
    "CREATE INDEX ix_invoice_created ON invoice (created_at, id)",
    "CREATE INDEX ix_invoice_due ON invoice (due_at, id)",
    "CREATE INDEX ix_invoice_search ON invoice USING gin ((number) gin_trgm_ops)",
    "CREATE INDEX ix_invoice_status ON invoice (status, created_at, id)",
    "CREATE INDEX ix_invoice_total ON invoice (total, id)",
    "CREATE INDEX ix_job_created ON job (created_at, id)",
    "CREATE INDEX ix_job_queue ON job (queue, created_at, id)",
    "CREATE INDEX ix_job_request_id ON job (request_id)",
    "CREATE INDEX ix_job_search ON job USING gin ((error) gin_trgm_ops) WHERE error IS NOT NULL",
    "CREATE INDEX ix_job_state_created ON job (state, created_at, id)",
    "CREATE INDEX ix_job_task ON job (task, created_at, id)",
    "CREATE INDEX ix_ledger_entry_account ON ledger_entry (account_id, created_at, id)",
    "CREATE INDEX ix_ledger_entry_created ON ledger_entry (created_at, id)",
    "CREATE INDEX ix_ledger_entry_kind ON ledger_entry (kind, created_at, id)",
    "CREATE INDEX ix_ledger_entry_search ON ledger_entry USING gin ((reference) gin_trgm_ops, (jsonb_extract_path_text(reason, 'params', 'reason')) gin_trgm_ops)",
    "CREATE INDEX ix_node_created ON node (created_at, id)",
    "CREATE INDEX ix_notification_account ON notification (account_id, created_at, id)",
    "CREATE INDEX ix_operation_account ON operation (account_id, created_at, id)",
    "CREATE INDEX ix_operation_created ON operation (created_at, id)",
    "CREATE INDEX ix_operation_error_code ON operation (error_code) WHERE error_code IS NOT NULL",
    "CREATE INDEX ix_operation_kind ON operation (kind, created_at, id)",
    "CREATE INDEX ix_operation_service ON operation (service_id, created_at, id)",
    "CREATE INDEX ix_operation_state ON operation (state, created_at, id)",
    'CREATE INDEX ix_order_account ON "order" (account_id, created_at, id)',
    'CREATE INDEX ix_order_created ON "order" (created_at, id)',
    'CREATE INDEX ix_order_search ON "order" USING gin ((number) gin_trgm_ops, (hostname) gin_trgm_ops)',
    'CREATE INDEX ix_order_status ON "order" (status, created_at, id)',
    'CREATE INDEX ix_order_total ON "order" (total, id)',
    "CREATE INDEX ix_payment_account ON payment (account_id, created_at, id)",
    "CREATE INDEX ix_payment_amount ON payment (amount, id)",
    "CREATE INDEX ix_payment_created ON payment (created_at, id)",
    "CREATE INDEX ix_payment_provider ON payment (provider, created_at, id)",
    "CREATE INDEX ix_payment_search ON payment USING gin ((provider_reference) gin_trgm_ops)",
    "CREATE INDEX ix_payment_status ON payment (status, created_at, id)",
    "CREATE INDEX ix_ip_address_log_user_last ON ip_address_log (user_id, last_seen_at, id)",
    "CREATE INDEX ix_service_account ON service (account_id, created_at, id) WHERE status <> 'deleted'",
    "CREATE INDEX ix_service_account_all ON service (account_id)",
    "CREATE INDEX ix_service_created ON service (created_at, id)",
    "CREATE INDEX ix_service_hostname ON service (hostname, id)",
    "CREATE INDEX ix_service_kind ON service (kind, created_at, id)",
    "CREATE INDEX ix_service_node_id ON service (node_id, created_at, id)",
    "CREATE INDEX ix_service_node_name ON service (node_name)",
    "CREATE INDEX ix_service_search ON service USING gin ((hostname) gin_trgm_ops, (address) gin_trgm_ops)",
    "CREATE INDEX ix_service_status ON service (status, created_at, id)",
    "CREATE INDEX ix_sign_in_log_user ON sign_in_log (user_id, at, id)",
    "CREATE INDEX ix_subscription_account ON subscription (account_id, created_at, id)",
    'CREATE INDEX ix_user_active ON "user" (is_active, created_at, id)',
    'CREATE INDEX ix_user_created ON "user" (created_at, id)',
    'CREATE INDEX ix_user_email ON "user" (sort_key(email) COLLATE "C", id)',
    'CREATE INDEX ix_user_name ON "user" (sort_key(name) COLLATE "C", id)',
    'CREATE INDEX ix_user_search ON "user" USING gin ((name) gin_trgm_ops, (email) gin_trgm_ops)',
    'CREATE INDEX ix_user_verified ON "user" (is_verified)',
)


def _replace(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    for statement in old:
        op.execute(f"DROP INDEX IF EXISTS {statement.split()[statement.split().index('INDEX') + 1]}")
    for statement in new:
        op.execute(statement)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    _replace(_OLD, _NEW)


def downgrade() -> None:
    _replace(_NEW, _OLD)
