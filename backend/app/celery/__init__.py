"""THE job machinery. PostgreSQL is the record of work to do; Celery and its broker are a hint."""
