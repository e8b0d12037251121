"""A mail server for trying out: takes every mail, delivers none, shows them all on a page."""
