"""The outside of the feature: letters rendered, and handed to an SMTP server."""
