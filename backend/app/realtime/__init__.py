"""The hub of live events: the subscriptions of this process, independent of SSE and WebSocket."""
