"""The command line of a Hostwright panel's customers."""
