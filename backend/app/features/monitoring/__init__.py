"""What running services use, and whether they answer."""
