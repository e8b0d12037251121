"""SQL on e-mails and in-app notifications, and the data that they show."""
