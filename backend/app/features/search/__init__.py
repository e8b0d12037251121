"""One search over everything an account, or the whole installation, has."""
