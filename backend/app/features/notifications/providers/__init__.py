"""The outside of the feature: e-mails rendered, and handed to an SMTP server."""
