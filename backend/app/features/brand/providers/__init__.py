"""What works out colours."""
