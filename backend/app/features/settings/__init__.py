"""What the owner sets from the panel instead of the environment."""
