"""What reads the content of files."""
