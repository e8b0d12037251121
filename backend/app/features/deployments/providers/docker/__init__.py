"""The Docker driver: a hardened container an instance, by the Engine API."""
