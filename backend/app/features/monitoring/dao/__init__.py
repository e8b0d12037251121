"""SQL on samples and checks."""
