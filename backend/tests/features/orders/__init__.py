"""The suite of orders."""
