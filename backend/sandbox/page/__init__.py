"""What the companions' pages share: language, look, security headers."""
