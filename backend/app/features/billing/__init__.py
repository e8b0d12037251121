"""Money: the ledger, invoices, subscriptions and payments."""
