"""How the outside is asked: HTTP checks in bulk."""
