"""What is told to people: e-mails, and in-app notifications."""
