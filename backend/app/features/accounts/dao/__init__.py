"""The only SQL of accounts: one file per part of it."""
