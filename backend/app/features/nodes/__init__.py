"""Machines that host services: what they are, what they hold, and who has a place on them."""
