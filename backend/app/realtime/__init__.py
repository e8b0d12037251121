"""The hub of live events: who listens to what in this process, whatever carries it to them."""
