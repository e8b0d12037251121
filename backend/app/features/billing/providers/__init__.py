"""Payment providers: one Protocol, and an adapter for each."""
