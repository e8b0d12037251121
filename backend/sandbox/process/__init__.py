"""The process driver: customers' services as supervised processes of this machine, without root.

A plug-in: nothing of `app` imports it, DRIVER_PLUGINS names it.
"""
