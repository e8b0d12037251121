"""What readiness asks beside the database."""
