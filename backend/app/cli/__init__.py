"""The command line: one-off administration, run with the same code and settings as the panel."""
