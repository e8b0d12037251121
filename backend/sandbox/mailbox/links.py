"""Addresses in a plain text made clickable."""

import re

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")
LINK = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')


def linked(text: str) -> Markup:
    """Return `text` as safe HTML in which http and https addresses are links."""
    html, end = Markup(), 0
    for match in ADDRESS.finditer(text):
        html += escape(text[end : match.start()]) + LINK.format(match.group())
        end = match.end()
    return html + escape(text[end:])
