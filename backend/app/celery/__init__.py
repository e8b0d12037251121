"""THE job machinery. PostgreSQL is the record of work; a broker message only announces it."""
