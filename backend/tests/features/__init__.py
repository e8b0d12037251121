"""Suites of the features."""
