"""The HTTP kit: everything about HTTP that is the same for every feature."""
