"""Billing: ledger, invoices, subscriptions, payments, and what the database refuses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FUNCTIONS = [
    # Time-ordered ids for set-based inserts, as app.core.ids makes them (RFC 9562, version 7).
    """
    CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT encode(set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid()) PLACING
            substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
            FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
    $$
    """,
    # The n-th bound of a subscription: always counted from the anchor, so that 31 stays 31.
    """
    CREATE FUNCTION period_bound(anchor timestamptz, unit text, zone text, n integer)
    RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT CASE
            WHEN n = 0 THEN anchor
            WHEN unit = 'hour' THEN anchor + n * interval '1 hour'
            ELSE ((anchor AT TIME ZONE zone) + n * interval '1 month') AT TIME ZONE zone
        END
    $$
    """,
    """
    CREATE FUNCTION refuse(rule text, what text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% violates constraint "%"', what, rule
            USING ERRCODE = 'check_violation', CONSTRAINT = rule;
    END
    $$
    """,
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM refuse(TG_ARGV[0], TG_OP || ' of ' || TG_TABLE_NAME);
        RETURN NULL;
    END
    $$
    """,
    # Arguments: the first state, then every edge as `from>to`.
    """
    CREATE FUNCTION keep_to_graph() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        edge text;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status <> TG_ARGV[0] THEN
                PERFORM refuse('state_graph', TG_TABLE_NAME || ' beginning as ' || NEW.status);
            END IF;
        ELSIF NEW.status <> OLD.status THEN
            edge := OLD.status || '>' || NEW.status;
            IF NOT edge = ANY (TG_ARGV) THEN
                PERFORM refuse('state_graph', TG_TABLE_NAME || ' ' || edge);
            END IF;
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE FUNCTION ledger_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM ledger_posting WHERE entry_id = NEW.entry_id
            GROUP BY currency HAVING sum(amount) <> 0
        ) THEN
            PERFORM refuse('ledger_entry_balanced', 'entry ' || NEW.entry_id);
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE FUNCTION ledger_entry_has_legs() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT count(*) FROM ledger_posting WHERE entry_id = NEW.id) < 2 THEN
            PERFORM refuse('ledger_entry_balanced', 'entry ' || NEW.id);
        END IF;
        RETURN NULL;
    END
    $$
    """,
    # The last line of defence: takes the same lock as the writer, so it holds under any race.
    """
    CREATE FUNCTION balance_not_negative() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM ledger_account
        WHERE id = NEW.ledger_account_id AND kind = 'customer_balance' FOR NO KEY UPDATE;
        IF FOUND AND (
            SELECT sum(amount) FROM ledger_posting
            WHERE ledger_account_id = NEW.ledger_account_id
        ) < 0 THEN
            PERFORM refuse('balance_not_negative', 'ledger account ' || NEW.ledger_account_id);
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE FUNCTION invoice_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        moving CONSTANT text[] := ARRAY[
            'status', 'paid', 'credited', 'paid_at', 'voided_at', 'warned_at', 'overdue_at'
        ];
    BEGIN
        IF OLD.status <> 'draft' THEN
            IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
                PERFORM refuse('document_fixed', 'invoice ' || OLD.id);
            END IF;
        ELSIF NEW.status = 'issued' AND NOT EXISTS (
            SELECT 1 FROM invoice_line WHERE invoice_id = NEW.id
            HAVING sum(amount) = NEW.total AND sum(tax) = NEW.tax
        ) THEN
            PERFORM refuse('invoice_adds_up', 'invoice ' || OLD.id);
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE FUNCTION invoice_line_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT status FROM invoice WHERE id = NEW.invoice_id) <> 'draft' THEN
            PERFORM refuse('document_fixed', 'invoice ' || NEW.invoice_id);
        END IF;
        RETURN NULL;
    END
    $$
    """,
]

_APPEND_ONLY = {
    "ledger_account": "ledger_append_only",
    "ledger_entry": "ledger_append_only",
    "ledger_posting": "ledger_append_only",
    "invoice_line": "document_fixed",
    "credit_note": "document_fixed",
    "charge": "document_fixed",
}

_GRAPHS = {
    "invoice": "'draft', 'draft>issued', 'issued>paid', 'issued>void', 'issued>uncollectible',"
    " 'paid>partially_refunded', 'paid>refunded', 'partially_refunded>refunded'",
    "payment": "'created', 'created>pending', 'created>unknown', 'created>failed',"
    " 'unknown>pending', 'unknown>succeeded', 'unknown>failed', 'unknown>cancelled',"
    " 'pending>succeeded', 'pending>failed', 'pending>cancelled', 'pending>requires_action',"
    " 'requires_action>pending', 'succeeded>disputed', 'disputed>won', 'disputed>lost'",
    "subscription": "'pending', 'pending>trialing', 'pending>active', 'pending>ended',"
    " 'trialing>active', 'trialing>ended', 'active>past_due', 'active>cancel_at_period_end',"
    " 'active>ended', 'past_due>active', 'past_due>suspended', 'past_due>cancel_at_period_end',"
    " 'past_due>ended', 'suspended>active', 'suspended>terminated', 'suspended>ended',"
    " 'cancel_at_period_end>ended'",
}

_TRIGGERS = [
    *(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION refuse_change('{rule}')"
        for table, rule in _APPEND_ONLY.items()
    ),
    *(
        f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{rule}')"
        for table, rule in {**_APPEND_ONLY, "invoice": "document_fixed"}.items()
    ),
    *(
        f"CREATE TRIGGER state_graph BEFORE INSERT OR UPDATE OF status ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION keep_to_graph({graph})"
        for table, graph in _GRAPHS.items()
    ),
    "CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_posting"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balanced()",
    "CREATE CONSTRAINT TRIGGER has_legs AFTER INSERT ON ledger_entry"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_legs()",
    "CREATE CONSTRAINT TRIGGER not_negative AFTER INSERT ON ledger_posting"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.amount < 0)"
    " EXECUTE FUNCTION balance_not_negative()",
    "CREATE TRIGGER fixed BEFORE UPDATE ON invoice"
    " FOR EACH ROW EXECUTE FUNCTION invoice_fixed()",
    "CREATE TRIGGER kept BEFORE DELETE ON invoice"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change('document_fixed')",
    "CREATE TRIGGER of_draft AFTER INSERT ON invoice_line"
    " FOR EACH ROW EXECUTE FUNCTION invoice_line_of_draft()",
]

_DROPPED = [
    "invoice_line_of_draft()",
    "invoice_fixed()",
    "balance_not_negative()",
    "ledger_entry_has_legs()",
    "ledger_entry_balanced()",
    "keep_to_graph()",
    "refuse_change()",
    "refuse(text, text)",
    "period_bound(timestamptz, text, text, integer)",
    "new_id()",
]


def upgrade() -> None:
    op.create_table('document_series',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('series', sa.String(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_series')),
    sa.UniqueConstraint('series', name=op.f('uq_document_series_series'))
    )
    op.create_table('provider_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('event_id', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_provider_event')),
    sa.UniqueConstraint('provider', 'event_id', name='uq_provider_event')
    )
    op.create_table('ledger_account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('customer_balance', 'provider_clearing', 'revenue', 'tax', 'adjustments', name='ledgerkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.CheckConstraint("(kind = 'customer_balance') = (account_id IS NOT NULL)", name=op.f('ck_ledger_account_customer_has_account')),
    sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f('ck_ledger_account_currency_code')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_ledger_account_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_account')),
    sa.UniqueConstraint('id', 'currency', name='uq_ledger_account_currency'),
    sa.UniqueConstraint('kind', 'account_id', 'code', 'currency', name='uq_ledger_account', postgresql_nulls_not_distinct=True)
    )
    op.create_index('ix_ledger_account_account_id', 'ledger_account', ['account_id'], unique=False)
    op.create_table('subscription',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Enum('pending', 'trialing', 'active', 'past_due', 'suspended', 'terminated', 'cancel_at_period_end', 'ended', name='subscriptionstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('price_id', sa.Uuid(), nullable=False),
    sa.Column('period', sa.Enum('hour', 'month', name='period', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('setup_fee', sa.BigInteger(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('invoice_lead_hours', sa.Integer(), nullable=False),
    sa.Column('grace_hours', sa.Integer(), nullable=False),
    sa.Column('terminate_hours', sa.Integer(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('anchor', sa.DateTime(timezone=True), nullable=True),
    sa.Column('periods', sa.Integer(), nullable=False),
    sa.Column('billed_through', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paid_through', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=True),
    sa.Column('trouble', sa.String(), nullable=True),
    sa.Column('trouble_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(status = 'pending' OR anchor IS NOT NULL OR ended_at IS NOT NULL) AND num_nulls(anchor, billed_through, paid_through) IN (0, 3) AND paid_through <= billed_through", name=op.f('ck_subscription_periods')),
    sa.CheckConstraint("(status IN ('terminated', 'ended')) = (ended_at IS NOT NULL)", name=op.f('ck_subscription_ended')),
    sa.CheckConstraint('amount > 0 AND setup_fee >= 0', name=op.f('ck_subscription_amount_positive')),
    sa.CheckConstraint('terminate_hours >= grace_hours', name=op.f('ck_subscription_terminate_after_grace')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_subscription_account_id')),
    sa.ForeignKeyConstraint(['price_id'], ['price.id'], name=op.f('fk_subscription_price_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    sa.UniqueConstraint('order_id', name=op.f('uq_subscription_order_id'))
    )
    op.create_index('ix_subscription_account', 'subscription', ['account_id', sa.literal_column('created_at DESC NULLS LAST')], unique=False)
    op.create_index('ix_subscription_live', 'subscription', ['billed_through'], unique=False, postgresql_where=sa.text("status IN ('active', 'past_due', 'suspended')"))
    op.create_index('ix_subscription_paid_through', 'subscription', ['paid_through'], unique=False, postgresql_where=sa.text("status IN ('active', 'past_due', 'suspended')"))
    op.create_table('invoice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('subscription_id', sa.Uuid(), nullable=True),
    sa.Column('status', sa.Enum('draft', 'issued', 'paid', 'void', 'uncollectible', 'partially_refunded', 'refunded', name='invoicestatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('number', sa.String(), nullable=True),
    sa.Column('series', sa.String(), nullable=True),
    sa.Column('sequence', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('subtotal', sa.BigInteger(), nullable=False),
    sa.Column('tax', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('paid', sa.BigInteger(), nullable=False),
    sa.Column('credited', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overdue_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(status = 'draft') = (number IS NULL)", name=op.f('ck_invoice_numbered_when_issued')),
    sa.CheckConstraint("credited = CASE WHEN status = 'partially_refunded' THEN credited WHEN status = 'refunded' THEN total ELSE 0 END AND credited BETWEEN 0 AND paid AND (status = 'partially_refunded') = (credited > 0 AND credited < total)", name=op.f('ck_invoice_credited')),
    sa.CheckConstraint("paid = CASE WHEN status IN ('paid', 'partially_refunded', 'refunded') THEN total ELSE 0 END", name=op.f('ck_invoice_paid_in_full')),
    sa.CheckConstraint('num_nulls(number, series, sequence, issued_at) IN (0, 4)', name=op.f('ck_invoice_issued')),
    sa.CheckConstraint('total > 0 AND tax >= 0 AND subtotal + tax = total', name=op.f('ck_invoice_totals')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_invoice_account_id')),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_invoice_subscription_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice')),
    sa.UniqueConstraint('number', name=op.f('uq_invoice_number')),
    sa.UniqueConstraint('series', 'sequence', name='uq_invoice_series_sequence')
    )
    op.create_index('ix_invoice_account', 'invoice', ['account_id', sa.literal_column('created_at DESC NULLS LAST')], unique=False)
    op.create_index('ix_invoice_created', 'invoice', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index('ix_invoice_open', 'invoice', ['due_at'], unique=False, postgresql_where=sa.text("status = 'issued'"))
    op.create_index(op.f('ix_invoice_order_id'), 'invoice', ['order_id'], unique=False)
    op.create_index(op.f('ix_invoice_subscription_id'), 'invoice', ['subscription_id'], unique=False)
    op.create_table('credit_note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('series', sa.String(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('subtotal', sa.BigInteger(), nullable=False),
    sa.Column('tax', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('total > 0 AND tax >= 0 AND subtotal + tax = total', name=op.f('ck_credit_note_totals')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_credit_note_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_credit_note_invoice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_note')),
    sa.UniqueConstraint('number', name=op.f('uq_credit_note_number')),
    sa.UniqueConstraint('series', 'sequence', name='uq_credit_note_series_sequence')
    )
    op.create_index('ix_credit_note_account', 'credit_note', ['account_id', sa.literal_column('issued_at DESC')], unique=False)
    op.create_index(op.f('ix_credit_note_invoice_id'), 'credit_note', ['invoice_id'], unique=False)
    op.create_table('invoice_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('description', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_amount', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('tax', sa.BigInteger(), nullable=False),
    sa.Column('tax_basis_points', sa.Integer(), nullable=False),
    sa.Column('period_start', sa.DateTime(timezone=True), nullable=True),
    sa.Column('period_end', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('amount > 0 AND tax BETWEEN 0 AND amount', name=op.f('ck_invoice_line_tax_inside')),
    sa.CheckConstraint('period_end > period_start', name=op.f('ck_invoice_line_period')),
    sa.CheckConstraint('quantity > 0 AND amount = quantity * unit_amount', name=op.f('ck_invoice_line_amount')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_invoice_line_invoice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice_line')),
    sa.UniqueConstraint('invoice_id', 'position', name='uq_invoice_line_position')
    )
    op.create_table('payment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=True),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('status', sa.Enum('created', 'pending', 'requires_action', 'unknown', 'succeeded', 'failed', 'cancelled', 'disputed', 'won', 'lost', name='paymentstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('provider_reference', sa.String(), nullable=True),
    sa.Column('checkout_url', sa.String(), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checks', sa.Integer(), nullable=False),
    sa.Column('check_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_payment_amount_positive')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_payment_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_payment_invoice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('provider', 'provider_reference', name='uq_payment_provider_reference')
    )
    op.create_index('ix_payment_account', 'payment', ['account_id', sa.literal_column('created_at DESC NULLS LAST')], unique=False)
    op.create_index('ix_payment_check', 'payment', ['check_at'], unique=False, postgresql_where=sa.text("status IN ('created', 'pending', 'requires_action', 'unknown')"))
    op.create_index('ix_payment_created', 'payment', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index(op.f('ix_payment_invoice_id'), 'payment', ['invoice_id'], unique=False)
    op.create_index('uq_payment_open_of_invoice', 'payment', ['invoice_id', 'provider'], unique=True, postgresql_where=sa.text("status IN ('created', 'pending', 'requires_action', 'unknown')"))
    op.create_table('charge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subscription_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_id', sa.Uuid(), nullable=False),
    sa.Column('invoice_line_id', sa.Uuid(), nullable=False),
    sa.Column('period_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('period_end', sa.DateTime(timezone=True), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    postgresql.ExcludeConstraint((sa.column('subscription_id'), '='), (sa.text('tstzrange(period_start, period_end)'), '&&'), using='gist', name='ex_charge_overlap'),
    sa.CheckConstraint('amount > 0', name=op.f('ck_charge_amount_positive')),
    sa.CheckConstraint('period_end > period_start', name=op.f('ck_charge_period')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_charge_invoice_id')),
    sa.ForeignKeyConstraint(['invoice_line_id'], ['invoice_line.id'], name=op.f('fk_charge_invoice_line_id')),
    sa.ForeignKeyConstraint(['subscription_id'], ['subscription.id'], name=op.f('fk_charge_subscription_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charge')),
    sa.UniqueConstraint('invoice_line_id', name=op.f('uq_charge_invoice_line_id')),
    sa.UniqueConstraint('subscription_id', 'period_start', name='uq_charge_period_start')
    )
    op.create_index(op.f('ix_charge_invoice_id'), 'charge', ['invoice_id'], unique=False)
    op.create_table('ledger_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('payment', 'invoice', 'credit_note', 'adjustment', name='entrykind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('invoice_id', sa.Uuid(), nullable=True),
    sa.Column('payment_id', sa.Uuid(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('actor_kind', sa.Enum('user', 'staff', 'system', 'provider', 'anonymous', name='actorkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('request_id', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_ledger_entry_account_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_ledger_entry_invoice_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_ledger_entry_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('reference', name=op.f('uq_ledger_entry_reference'))
    )
    op.create_index('ix_ledger_entry_account_id', 'ledger_entry', ['account_id'], unique=False)
    op.create_index('ix_ledger_entry_created', 'ledger_entry', [sa.literal_column('created_at DESC NULLS LAST'), sa.literal_column('id DESC')], unique=False)
    op.create_index(op.f('ix_ledger_entry_invoice_id'), 'ledger_entry', ['invoice_id'], unique=False)
    op.create_index(op.f('ix_ledger_entry_payment_id'), 'ledger_entry', ['payment_id'], unique=False)
    op.create_table('ledger_posting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('ledger_account_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_ledger_posting_amount_moves')),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_posting_entry_id')),
    sa.ForeignKeyConstraint(['ledger_account_id', 'currency'], ['ledger_account.id', 'ledger_account.currency'], name='fk_ledger_posting_account_currency'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_posting')),
    sa.UniqueConstraint('entry_id', 'ledger_account_id', name='uq_ledger_posting_leg')
    )
    op.create_index('ix_ledger_posting_balance', 'ledger_posting', ['ledger_account_id'], unique=False, postgresql_include=['amount', 'id'])
    for function in _FUNCTIONS:
        op.execute(function)
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.drop_index('ix_ledger_posting_balance', table_name='ledger_posting', postgresql_include=['amount', 'id'])
    op.drop_table('ledger_posting')
    op.drop_index(op.f('ix_ledger_entry_payment_id'), table_name='ledger_entry')
    op.drop_index(op.f('ix_ledger_entry_invoice_id'), table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_created', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_account_id', table_name='ledger_entry')
    op.drop_table('ledger_entry')
    op.drop_index(op.f('ix_charge_invoice_id'), table_name='charge')
    op.drop_table('charge')
    op.drop_index('uq_payment_open_of_invoice', table_name='payment', postgresql_where=sa.text("status IN ('created', 'pending', 'requires_action', 'unknown')"))
    op.drop_index(op.f('ix_payment_invoice_id'), table_name='payment')
    op.drop_index('ix_payment_created', table_name='payment')
    op.drop_index('ix_payment_check', table_name='payment', postgresql_where=sa.text("status IN ('created', 'pending', 'requires_action', 'unknown')"))
    op.drop_index('ix_payment_account', table_name='payment')
    op.drop_table('payment')
    op.drop_table('invoice_line')
    op.drop_index(op.f('ix_credit_note_invoice_id'), table_name='credit_note')
    op.drop_index('ix_credit_note_account', table_name='credit_note')
    op.drop_table('credit_note')
    op.drop_index(op.f('ix_invoice_subscription_id'), table_name='invoice')
    op.drop_index(op.f('ix_invoice_order_id'), table_name='invoice')
    op.drop_index('ix_invoice_open', table_name='invoice', postgresql_where=sa.text("status = 'issued'"))
    op.drop_index('ix_invoice_created', table_name='invoice')
    op.drop_index('ix_invoice_account', table_name='invoice')
    op.drop_table('invoice')
    op.drop_index('ix_subscription_paid_through', table_name='subscription', postgresql_where=sa.text("status IN ('active', 'past_due', 'suspended')"))
    op.drop_index('ix_subscription_live', table_name='subscription', postgresql_where=sa.text("status IN ('active', 'past_due', 'suspended')"))
    op.drop_index('ix_subscription_account', table_name='subscription')
    op.drop_table('subscription')
    op.drop_index('ix_ledger_account_account_id', table_name='ledger_account')
    op.drop_table('ledger_account')
    op.drop_table('provider_event')
    op.drop_table('document_series')
    for function in _DROPPED:
        op.execute(f"DROP FUNCTION {function}")
