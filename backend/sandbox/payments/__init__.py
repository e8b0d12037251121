"""A payment provider for trying out: its own books, a hosted checkout, signed retried webhooks."""
