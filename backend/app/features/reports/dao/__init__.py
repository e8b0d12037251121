"""Statements over the tables of lower features."""
