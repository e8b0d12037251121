"""What people may ask of what is known about them: a copy, and to be forgotten."""
