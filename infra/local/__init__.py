"""Runs everything on one machine: embedded servers, supervised programs, throw-away test stacks.

Only the standard library is used (except by `site`), because these modules also run before
anything is installed.
"""
