"""The only SQL of billing: one file per part of it."""
