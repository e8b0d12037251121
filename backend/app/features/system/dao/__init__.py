"""Statements over the tables of all floors and features: figures, never rows of customers."""
