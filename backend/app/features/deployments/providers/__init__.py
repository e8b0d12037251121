"""The code that talks to nodes: one Protocol, one driver a way of running things."""
