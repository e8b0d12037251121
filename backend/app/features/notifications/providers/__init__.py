"""Rendering of e-mails: templates, formats, MIME."""
