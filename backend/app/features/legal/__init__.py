"""Legal documents in versions, and who accepted which."""
