"""Every statement on samples and checks."""
