"""The floor everything stands on: it knows nothing of the product."""
