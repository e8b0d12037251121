"""The only SQL of the users feature: one file per part of it."""
