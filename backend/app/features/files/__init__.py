"""Files: whose bytes the store keeps, what they are, and when they go."""
