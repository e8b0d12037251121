"""E-mails and in-app notifications."""
