"""The record of what was done to privileges, money and security: read, exported, sealed, pruned."""
