"""Backups of the whole installation: made, verified, thinned out, and restored."""
