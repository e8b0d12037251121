"""Every statement on services and operations."""
