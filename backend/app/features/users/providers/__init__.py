"""What people's passwords are hashed with."""
