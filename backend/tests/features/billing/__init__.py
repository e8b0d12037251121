"""The suite of billing."""
