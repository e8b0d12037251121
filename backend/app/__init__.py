"""Hostwright: the control panel a hosting company runs on."""
