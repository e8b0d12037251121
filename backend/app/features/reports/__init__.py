"""First pages: how the business is for its staff, and how things stand for a customer."""
