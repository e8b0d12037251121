"""Orders: what a customer asked for, until it runs or the money is back."""
