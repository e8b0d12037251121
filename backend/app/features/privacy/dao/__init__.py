"""The only SQL of the privacy feature: one file per part of it."""
