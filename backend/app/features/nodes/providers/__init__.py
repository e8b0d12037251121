"""Adapters: finding out what the machine underneath is."""
