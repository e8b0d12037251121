"""What backups are made with: age for sealing, PostgreSQL's own programs, the target."""
