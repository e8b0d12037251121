"""Companion processes that stand in for other companies: a payment provider and a mail server.

Nothing here imports the panel, and the panel imports nothing from here: they meet over sockets.
"""
